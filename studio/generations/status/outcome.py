"""The outcome of a run in one sentence: the same on its card, in its notification and in the page's title."""

from collections import Counter
from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from studio.generations.models import Generation
from studio.generations.states import RunState, SlotState
from studio.generations.status import error_messages
from studio.generations.status.messages import listed, lower_first


def summary(run: Generation) -> str:
    """How a run ended, with its number: “Run 9: 2 of 3 images, 1 failed”."""
    if run.state == RunState.FAILED and not run.decision:
        reason = lower_first(error_messages.for_code(run.error_code).heading)
        return _("Run %(run)s failed: %(reason)s") % {"run": run.pk, "reason": reason}
    if run.state == RunState.CANCELLED:
        return _("Run %(run)s: cancelled") % {"run": run.pk}
    if run.state == RunState.UNKNOWN:
        return _("Run %(run)s: outcome unknown") % {"run": run.pk}
    if run.is_saving:
        return _("Run %(run)s: saving images") % {"run": run.pk}
    return _("Run %(run)s: %(images)s") % {"run": run.pk, "images": images(run)}


def images(run: Generation) -> str:
    """How many of the requested images were saved, and what happened to the others."""
    return listed(saved_images(run), *failures(run), retried(run))


def saved_images(run: Generation) -> str:
    """“3 images”, or “2 of 3 images”."""
    if run.saved_count == run.planned:
        return ngettext("%(n)d image", "%(n)d images", run.planned) % {"n": run.planned}
    facts = {"n": run.saved_count, "all": run.planned}
    return ngettext("%(n)d of %(all)d image", "%(n)d of %(all)d images", run.planned) % facts


def retried(run: Generation) -> str:
    """How many images a retry has generated."""
    n = sum(1 for slot in run.slots if slot.retried_image)
    return ngettext("%(n)d retried", "%(n)d retried", n) % {"n": n} if n else ""


def failures(run: Generation) -> list[str]:
    """The numbers of failed and lost images without a successful retry."""
    open_states = Counter(slot.state for slot in run.slots if not slot.retried_image)
    parts = []
    if n := open_states[SlotState.FAILED]:
        parts.append(ngettext("%(n)d failed", "%(n)d failed", n) % {"n": n})
    if n := open_states[SlotState.LOST]:
        parts.append(ngettext("%(n)d lost", "%(n)d lost", n) % {"n": n})
    return parts


def summaries(runs: Iterable[int]) -> dict[int, str]:
    """The sentence of each of these runs, by its number."""
    found = Generation.objects.filter(pk__in=runs).select_related("outcome_decision")
    found = found.prefetch_related("images__retry__images")
    return {run.pk: summary(run) for run in found}
