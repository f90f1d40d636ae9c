"""The form that switches models on and off."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from studio.accounts.models import Team
from studio.generations.runs.available_models import is_on
from studio.policies.model_switches import switches_of
from studio.provider.models import models_of

CHOICES = [
    ("", gettext_lazy("As the studio")),
    ("on", gettext_lazy("On")),
    ("off", gettext_lazy("Off")),
]
_VALUES = {"on": True, "off": False}


class ModelSwitchForm(forms.Form):
    """A switch for each model; a team's may also follow the studio."""

    def __init__(self, *args: Any, team: Team | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.team = team
        self.studio = {model.name: is_on(model) for model in models_of(settings.PROVIDER)}
        self.studio |= {name: value for name, value in switches_of(None).items() if name in self.studio}
        own = switches_of(team) if team else {}
        for model in models_of(settings.PROVIDER):
            self.fields[model.name] = _field(model.label, self.studio[model.name], own.get(model.name), team)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not any(self.studio[name] if value is None else value for name, value in self.switches().items()):
            raise ValidationError(_("Switch on at least one model."))
        return data

    def switches(self) -> dict[str, bool | None]:
        """The chosen switches by model; None where the team follows the studio."""
        if self.team is None:
            return {name: bool(self.cleaned_data.get(name)) for name in self.fields}
        return {name: _VALUES.get(self.cleaned_data.get(name, "")) for name in self.fields}


def _field(label: str, studio: bool, own: bool | None, team: Team | None) -> forms.Field:
    if team is None:
        return forms.BooleanField(label=label, required=False, initial=studio)
    initial = "" if own is None else "on" if own else "off"
    return forms.ChoiceField(label=label, required=False, choices=CHOICES, initial=initial)
