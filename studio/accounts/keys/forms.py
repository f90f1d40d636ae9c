"""Forms to create and edit access keys."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from studio.accounts.keys.issuing import end_of_day
from studio.accounts.models import AccessKey, Scope, Team, User
from studio.accounts.workspace import workspaces_of

LIFETIMES = (30, 90, 365)  # days
MAX_REQUESTS_PER_MINUTE = 6_000
MAX_IMAGES_PER_MONTH = 1_000_000
MAX_LIFETIME = timedelta(days=3653)


class KeyLimitsForm(forms.ModelForm):
    """The name and the limits of a key."""

    requests_per_minute = forms.IntegerField(
        label=_("Requests per minute"), min_value=1, max_value=MAX_REQUESTS_PER_MINUTE, initial=60
    )
    images_per_month = forms.IntegerField(
        label=_("Images per month"), min_value=1, max_value=MAX_IMAGES_PER_MONTH, required=False
    )

    class Meta:
        model = AccessKey
        fields = ["name", "requests_per_minute", "images_per_month"]

    def limits(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class EditAccessKeyForm(KeyLimitsForm):
    """Edits a key; `valid_until` is the last day on which it is valid."""

    valid_until = forms.DateField(label=_("Valid until"), required=False)

    def __init__(self, data: Mapping[str, Any] | None, *, instance: AccessKey) -> None:
        self._expires_at = instance.expires_at
        self._last_day = _last_day(instance.expires_at)
        initial = {"valid_until": self._last_day and self._last_day.isoformat()}
        super().__init__(data, instance=instance, initial=initial)

    def clean_valid_until(self) -> date | None:
        """An unchanged day may be in the past, so that an expired key can be renamed."""
        day: date | None = self.cleaned_data["valid_until"]
        today = timezone.localdate()
        if day and day != self._last_day and not today <= day <= today + MAX_LIFETIME:
            raise forms.ValidationError(_("Choose a day from today on, at most ten years ahead."))
        return day

    def facts(self) -> dict[str, Any]:
        """The arguments of `edit_key`; an unchanged day keeps its exact time."""
        day: date | None = self.cleaned_data["valid_until"]
        changed = end_of_day(day) if day else None
        return {**self.limits(), "expires_at": self._expires_at if day == self._last_day else changed}


def _last_day(expires_at: datetime | None) -> date | None:
    """The last day on which a key is valid, in the current time zone."""
    return timezone.localdate(expires_at - timedelta(microseconds=1)) if expires_at else None


class AccessKeyForm(KeyLimitsForm):
    """Creates a key: also its workspace, scopes and lifetime."""

    team = forms.ChoiceField(label=_("Workspace"), required=False)
    scopes = forms.MultipleChoiceField(
        label=_("Scopes"),
        choices=Scope.choices,
        initial=Scope.values,
        error_messages={"required": _("Choose at least one scope.")},
    )
    lifetime = forms.TypedChoiceField(
        label=_("Expires"), required=False, coerce=int, empty_value=None, initial="90"
    )

    def __init__(self, *args: Any, owner: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._teams = {team.slug: team for team in workspaces_of(owner)}
        self._choose("team", [("", _("Private")), *((slug, str(team)) for slug, team in self._teams.items())])
        days = [
            (str(count), ngettext("In %(days)d day", "In %(days)d days", count) % {"days": count})
            for count in LIFETIMES
        ]
        self._choose("lifetime", [*days, ("", _("Never"))])

    def _choose(self, field: str, choices: list[tuple[Any, Any]]) -> None:
        self.fields[field].choices = choices  # type: ignore[attr-defined]

    def facts(self) -> dict[str, Any]:
        """The arguments of `create_key`."""
        cleaned = self.cleaned_data
        days: int | None = cleaned["lifetime"]
        return {
            **self.limits(),
            "team": self._team(),
            "scopes": [Scope(scope) for scope in cleaned["scopes"]],
            "expires_at": timezone.now() + timedelta(days=days) if days else None,
        }

    def _team(self) -> Team | None:
        return self._teams.get(self.cleaned_data["team"])
