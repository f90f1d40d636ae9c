"""Forms for decisions and flags."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from studio.review.models import Reason, ReviewVerb
from studio.review.models.event import DECISIONS, FLAGGING, MAX_NOTE_LENGTH, NEEDS_REASON
from studio.review.workflow.decisions import Decision


class DecisionForm(forms.Form):
    """A verb, with a reason if the verb needs one; the reason “Other” needs a note."""

    verb = forms.ChoiceField(choices=[(verb.value, verb.label) for verb in DECISIONS])
    reason = forms.ChoiceField(
        choices=Reason.choices,
        required=False,
        error_messages={"invalid_choice": _("Select a reason.")},
    )
    note = forms.CharField(max_length=MAX_NOTE_LENGTH, required=False)
    internal_note = forms.CharField(max_length=MAX_NOTE_LENGTH, required=False)

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        if facts.get("verb") in NEEDS_REASON:
            if not facts.get("reason") and "reason" not in self.errors:
                self.add_error("reason", _("Select a reason."))
            if facts.get("reason") == Reason.OTHER and not facts.get("note"):
                self.add_error("note", _("Say in the note what the reason is."))
        return facts

    @property
    def decision(self) -> Decision:
        """The decision of a valid form. Drops the reason if the verb needs none."""
        verb = ReviewVerb(self.cleaned_data["verb"])
        reason = self.cleaned_data["reason"] if verb in NEEDS_REASON else ""
        notes = {name: self.cleaned_data[name] for name in ("note", "internal_note")}
        return Decision(verb=verb, reason=reason, **notes)


class FlagForm(DecisionForm):
    """Flags an image, withdraws a flag, or resolves all flags of an image."""

    verb = forms.ChoiceField(choices=[(verb.value, verb.label) for verb in FLAGGING])
