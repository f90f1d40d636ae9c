"""The form of a new access key."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from studio.accounts.models import AccessKey, Scope, Team, User
from studio.accounts.workspace import workspaces_of

LIFETIMES = (30, 90, 365)  # days
MOST_REQUESTS = 6_000
MOST_IMAGES = 1_000_000


class AccessKeyForm(forms.ModelForm):
    """What the key is for, where it acts, what it may do, and until when."""

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
    requests_per_minute = forms.IntegerField(
        label=_("Requests per minute"), min_value=1, max_value=MOST_REQUESTS, initial=60
    )
    images_per_month = forms.IntegerField(
        label=_("Images per month"), min_value=1, max_value=MOST_IMAGES, required=False
    )

    class Meta:
        model = AccessKey
        fields = ["name", "requests_per_minute", "images_per_month"]

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
        """What `create_key` takes."""
        cleaned = self.cleaned_data
        days: int | None = cleaned["lifetime"]
        return {
            **{name: cleaned[name] for name in ("name", "requests_per_minute", "images_per_month")},
            "team": self._team(),
            "scopes": [Scope(scope) for scope in cleaned["scopes"]],
            "expires_at": timezone.now() + timedelta(days=days) if days else None,
        }

    def _team(self) -> Team | None:
        return self._teams.get(self.cleaned_data["team"])
