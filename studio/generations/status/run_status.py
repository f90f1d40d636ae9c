"""How a run's card looks in each state: decided here, so that the templates only render it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from studio.accounts.models import User
from studio.generations.models import Generation, OutcomeDecision
from studio.generations.states import RunState, SlotState
from studio.generations.status import cost_notes, error_messages, fetch_status, outcome
from studio.generations.status.messages import listed, paragraph
from studio.generations.status.remedies import Remedy, remedy_for


@dataclass(frozen=True, slots=True, kw_only=True)
class RunStatus:
    """The first line of a card."""

    label: str
    tone: str = ""
    """“ok”, “warn”, “danger”, “run” or none."""
    icon: str = ""
    """Without an icon a spinner is shown."""
    images: str = ""
    note: str = ""
    announcement: str = ""
    """Announced once when it has ended, to screen readers and on the desktop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunProblem:
    """What went wrong with a run as a whole."""

    tone: str
    heading: str
    text: str
    remedy: Remedy | None = None
    again: str = ""
    """How it can be run again: “once”, “confirm” when it may be billed twice, or empty when it cannot."""
    is_undecided: bool = False
    """Whether a person may decide if it was billed."""


def run_status(run: Generation) -> RunStatus:
    """The first line of this run's card."""
    if run.is_saving:
        return _saving(run)
    if not run.is_finished:
        return _queued(run) if run.state == RunState.QUEUED else _running(run)
    return _ended(run)


def _queued(run: Generation) -> RunStatus:
    if run.is_backing_off and run.not_before:
        reason = error_messages.for_code(run.error_code).heading if run.error_code else _("Rate limited")
        time = date_format(timezone.localtime(run.not_before), "H:i:s")
        note = _("%(reason)s. Retrying at %(time)s.") % {"reason": reason, "time": time}
    else:
        place = run.queue_place
        note = _("Place %(place)s in the queue") % {"place": place} if place else ""
    return RunStatus(label=run.state_label, tone="run", note=note)


def _running(run: Generation) -> RunStatus:
    looks = {"tone": "warn", "icon": "warn"} if run.is_stalled else {"tone": "run"}
    failures = listed(*outcome.failures(run))
    return RunStatus(label=run.state_label, images=outcome.saved_images(run), note=failures, **looks)


def _saving(run: Generation) -> RunStatus:
    is_stuck = run.stuck_count == run.counts[SlotState.ANNOUNCED]
    looks = {"tone": "warn", "icon": "warn"} if is_stuck else {"tone": "run"}
    return RunStatus(label=run.state_label, images=outcome.saved_images(run), **looks)


def _ended(run: Generation) -> RunStatus:
    announcement = outcome.summary(run)
    images = outcome.saved_images(run) if run.saved_count else ""
    if run.state == RunState.FAILED:
        return RunStatus(label=run.state_label, tone="danger", icon="alert", announcement=announcement)
    if run.state == RunState.UNKNOWN:
        return RunStatus(
            label=run.state_label, tone="warn", icon="warn", images=images, announcement=announcement
        )
    if run.state == RunState.CANCELLED:
        return RunStatus(label=run.state_label, icon="no", announcement=announcement)
    if outcome.failures(run):
        return RunStatus(label=outcome.images(run), tone="warn", icon="warn", announcement=announcement)
    images = outcome.images(run)
    return RunStatus(label=run.state_label, tone="ok", icon="ok", images=images, announcement=announcement)


def run_problem(run: Generation, reader: User) -> RunProblem | None:
    """The message about a run that failed, whose end is unknown, or whose images cannot be saved."""
    if run.state == RunState.FAILED and run.decision:
        return _decided(run.decision)
    if run.state == RunState.FAILED:
        found = error_messages.for_code(run.error_code)
        text = paragraph(found.text, _("Nothing was generated and nothing was billed."))
        remedy = remedy_for(found.action, reader)
        return RunProblem(tone="danger", heading=found.heading, text=text, remedy=remedy, again="once")
    if run.state == RunState.UNKNOWN:
        return _unknown(run)
    if run.is_stalled and run.deadline:
        return _stalled(run, run.deadline)
    return _not_saved(run) if run.stuck_count else None


def _unknown(run: Generation) -> RunProblem:
    found = error_messages.for_code(run.error_code or "interrupted")
    parts = [found.text, cost_notes.unknown_cost(run)]
    if n := run.counts[SlotState.UNKNOWN]:
        missing = ngettext("%(n)d image is unknown.", "%(n)d images are unknown.", n)
        parts.insert(1, missing % {"n": n})
    text = paragraph(*parts)
    return RunProblem(tone="warn", heading=found.heading, text=text, again="confirm", is_undecided=True)


def _decided(decision: OutcomeDecision) -> RunProblem:
    """For a decided run without any image; the card's footer says who decided."""
    heading = decision.get_decision_display()
    return RunProblem(
        tone="warn", heading=heading, text=_("No image of this run was received."), again="once"
    )


def _stalled(run: Generation, deadline: datetime) -> RunProblem:
    time = date_format(timezone.localtime(deadline), "H:i:s")
    text = _(
        "The worker for this run is not responding. Images may still arrive until %(time)s. "
        "The request is not sent again automatically."
    ) % {"time": time}
    return RunProblem(tone="warn", heading=run.state_label, text=text, again="confirm")


def _not_saved(run: Generation) -> RunProblem:
    n = run.stuck_count
    heading = ngettext("%(n)d image is not saved yet", "%(n)d images are not saved yet", n) % {"n": n}
    latest = fetch_status.attempt(run.stuck_slots[0])
    text = paragraph(latest, cost_notes.not_saved_cost(run))
    return RunProblem(tone="warn", heading=heading, text=text)
