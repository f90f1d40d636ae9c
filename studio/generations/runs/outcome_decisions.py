"""A person decides whether a run of unknown outcome was billed, which settles its costs."""

from django import forms
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from studio.accounts.models import User
from studio.audit.actions import Action
from studio.audit.record import record
from studio.generations.execution.state_change_effects import (
    announce_new_outcome,
    publish,
    tokens_of,
    update_retried_image,
)
from studio.generations.execution.transitions import close_open_slots
from studio.generations.ledger.settlement import settle
from studio.generations.models import Generation, Outcome, OutcomeDecision
from studio.generations.models.outcome_decision import LONGEST_NOTE
from studio.generations.runs.rerun import Refused
from studio.generations.states import ACCEPTED, BILLED, DISMISSED, RunState, SlotState

_ACTIONS = {Outcome.BILLED: Action.OUTCOME_ACCEPTED, Outcome.NOT_BILLED: Action.OUTCOME_DISMISSED}


class DecisionForm(forms.Form):
    """A decision, with a note on what it is based on."""

    decision = forms.ChoiceField(choices=Outcome.choices)
    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=LONGEST_NOTE,
        error_messages={"required": gettext_lazy("Say how you know what was billed.")},
    )

    @property
    def outcome(self) -> Outcome:
        return Outcome(self.cleaned_data["decision"])

    @property
    def problem(self) -> str:
        """The first error."""
        return next(str(error) for errors in self.errors.values() for error in errors)


@transaction.atomic
def decide(run: Generation, outcome: Outcome, *, by: User, note: str) -> OutcomeDecision:
    """Billed: its unknown images are lost. Not billed: they were not produced, except those that the provider counted.

    Recorded in the audit log. Raises Refused when the outcome is known by now: the run's row is locked, so that a
    decision and a late outcome cannot overwrite each other.
    """
    row = Generation.objects.select_for_update(of=("self",)).select_related("owner", "team").get(pk=run.pk)
    if row.state != RunState.UNKNOWN:
        raise Refused(_("The outcome of this run is known by now."))
    _record(row, outcome, by=by, note=note)
    decision = OutcomeDecision.objects.create(
        run=row, decision=outcome, images=row.open_images, note=note, by=by
    )
    _close_slots(row, outcome)
    _end(row)
    announce_new_outcome(row.pk)
    publish(row)
    update_retried_image(row)
    settle(row)
    return decision


def _close_slots(row: Generation, outcome: Outcome) -> None:
    if outcome == Outcome.NOT_BILLED:
        close_open_slots(row, code=DISMISSED)
        return
    facts: dict[str, object] = {
        "state": SlotState.LOST,
        "error_code": ACCEPTED,
        "pixels": row.expected.pixels,
    }
    row.images.filter(state=SlotState.UNKNOWN).update(**facts, updated=Now())


def _end(row: Generation) -> None:
    """Completes the run when any image is billed, else fails it. The provider's error stays."""
    is_billed = row.images.filter(state__in=BILLED).exists()
    row.state = RunState.COMPLETED if is_billed else RunState.FAILED
    Generation.objects.filter(pk=row.pk).update(state=row.state, tokens=tokens_of(row), updated=Now())


def _record(row: Generation, outcome: Outcome, *, by: User, note: str) -> None:
    """Records the open images, without the prompt, which may be private."""
    open_images = {"images": row.open_images, "tokens": row.open_tokens, "cost": row.reserved}
    record(
        _ACTIONS[outcome], actor=by, target=row, target_name=f"#{row.pk}", team=row.team,
        before=open_images, after={"note": note},
    )  # fmt: skip
