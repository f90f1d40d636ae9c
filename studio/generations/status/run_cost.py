"""A run's cost, as its card shows it: images, tokens and money. Images of the sandbox are never billed."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from studio.generations.models import Generation


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """One line: a label, the images with their tokens, and the money."""

    label: str
    usage: str
    money: str
    is_sandbox: bool


def cost_of(run: Generation) -> Cost | None:
    """The usage of a run: final, so far, or the maximum before its first image; None when it is nothing."""
    if run.is_finished and not run.billed_count:
        return None
    if run.billed_count:
        label = _("Usage") if run.is_finished else _("So far")
        return _cost(run, label, run.billed_count, run.tokens)
    return _cost(run, _("At most"), run.open_images, run.upper_tokens)


def _cost(run: Generation, label: str, images: int, tokens: int) -> Cost:
    usage = ngettext("%(n)d image, %(tokens)s tokens", "%(n)d images, %(tokens)s tokens", images)
    return Cost(
        label=label,
        usage=usage % {"n": images, "tokens": f"{tokens:,}"},
        money=run.money(images),
        is_sandbox=run.is_sandbox,
    )
