"""The changes of an audit entry as readable labels and values, before and after."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db.models import DateTimeField, Field
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from studio.accounts.models import Role
from studio.administration.audit_log.query import parse_day
from studio.audit.actions import Action
from studio.audit.models import AuditEntry
from studio.budgets.money import format_micros
from studio.generations.states import ReviewState
from studio.review.models.event import Reason
from studio.usage.query import VIEW_LABELS

type Fields = dict[str, Field[Any, Any]]

LABELS = {
    "action": gettext_lazy("Action"),
    "address": gettext_lazy("Address"),
    "code": gettext_lazy("Code"),
    "cost": gettext_lazy("Cost"),
    "extra": gettext_lazy("Raised this month by"),
    "format": gettext_lazy("Format"),
    "from": gettext_lazy("From"),
    "images": gettext_lazy("Images"),
    "internal_note": gettext_lazy("Note among reviewers"),
    "is_hard": gettext_lazy("Hard limit"),
    "is_superuser": gettext_lazy("Administrator"),
    "limit": gettext_lazy("Monthly budget"),
    "note": gettext_lazy("Note"),
    "owner": gettext_lazy("Owner"),
    "person": pgettext_lazy("somebody", "Person"),
    "provider_images": gettext_lazy("Images by the provider"),
    "provider_tokens": gettext_lazy("Tokens by the provider"),
    "q": gettext_lazy("Search"),
    "raised": gettext_lazy("Budget raised for"),
    "reason": gettext_lazy("Reason"),
    "role": gettext_lazy("Role"),
    "run": gettext_lazy("Run"),
    "sessions": gettext_lazy("Sessions"),
    "sha256": "SHA-256",
    "state": gettext_lazy("State"),
    "target": gettext_lazy("Target"),
    "team": gettext_lazy("Team"),
    "to": gettext_lazy("Until"),
    "tokens": gettext_lazy("Tokens"),
    "view": gettext_lazy("View"),
}
"""Labels of facts that are not fields of the target, or are fields without a name for users."""
CHOICES: dict[str, Mapping[Any, Any]] = {
    "action": dict(Action.choices),
    "raised": {"this_month": gettext_lazy("This month"), "every_month": gettext_lazy("Every month")},
    "reason": dict(Reason.choices),
    "role": dict(Role.choices),
    "sessions": {"all": gettext_lazy("All"), "one": gettext_lazy("One")},
    "state": dict(ReviewState.choices),
    "view": VIEW_LABELS,
}
AMOUNTS = ("cost", "extra", "limit", "micros")
"""Facts in micro-units of the entry's currency, or of the studio's."""
DAYS = ("from", "to")
NO_VALUE = "–"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One changed fact; `before` is empty if only the new value was recorded."""

    label: str
    before: str
    after: str

    @property
    def replaces_a_value(self) -> bool:
        """Whether there was a value before, which is struck through."""
        return self.before not in ("", NO_VALUE)


def changes(entry: AuditEntry) -> list[Change]:
    """In the recorded order; facts without a new value come last."""
    before, after, fields = _facts(entry.before), _facts(entry.after), _fields(entry.target_type)
    return [
        Change(
            label=_label(name, fields),
            before=_display_value(name, before, fields),
            after=_display_value(name, after, fields),
        )
        for name in [*after, *(name for name in before if name not in after)]
    ]


def _facts(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _fields(target_type: str) -> Fields:
    """The fields of the target's model, by name."""
    for model in apps.get_models():
        if model._meta.model_name == target_type:
            return {field.name: field for field in model._meta.concrete_fields}
    return {}


def _label(name: str, fields: Fields) -> str:
    if name in LABELS:
        return str(LABELS[name])
    return capfirst(str(fields[name].verbose_name)) if name in fields else name


def _display_value(name: str, facts: dict[str, Any], fields: Fields) -> str:
    """A readable value; empty when none was recorded."""
    if name not in facts:
        return ""
    value = facts[name]
    if value is None or value == "" or value == []:
        return NO_VALUE
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return pgettext("between values", ", ").join(_choice(name, item, fields) for item in value)
    if isinstance(value, int) and name in AMOUNTS:
        return format_micros(value, facts.get("currency", settings.CURRENCY))
    if isinstance(value, str):
        return _time(name, value, fields) or _choice(name, value, fields)
    return _choice(name, value, fields)


def _choice(name: str, value: Any, fields: Fields) -> str:
    """The label of a value, or the value itself."""
    choices = CHOICES.get(name) or _field_choices(name, fields)
    return str(choices.get(value, value)) if isinstance(value, (str, int)) else str(value)


def _field_choices(name: str, fields: Fields) -> Mapping[Any, Any]:
    field = fields.get(name)
    if isinstance(field, ArrayField):
        field = field.base_field
    return dict(field.flatchoices) if field else {}


def _time(name: str, text: str, fields: Fields) -> str:
    """The moment or day in the user's format; empty for a value that is neither."""
    if name in DAYS and (day := parse_day(text)):
        return date_format(day, "SHORT_DATE_FORMAT")
    if isinstance(fields.get(name), DateTimeField) and (moment := parse_datetime(text)):
        return date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT")
    return ""
