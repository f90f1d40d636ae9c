"""The changes of an audit entry as readable labels and values, before and after."""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Field, TextChoices
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from studio.accounts.models import Role
from studio.audit.models import AuditEntry
from studio.generations.states import ReviewState

type Fields = dict[str, Field[Any, Any]]

LABELS = {
    "role": gettext_lazy("Role"),
    "state": gettext_lazy("State"),
    "reason": gettext_lazy("Reason"),
    "note": gettext_lazy("Note"),
    "owner": gettext_lazy("Owner"),
    "images": gettext_lazy("Images"),
    "sessions": gettext_lazy("Sessions"),
    "format": gettext_lazy("Format"),
}
"""Labels of facts that are not fields of the target."""
CHOICES: dict[str, type[TextChoices]] = {"role": Role, "state": ReviewState}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One changed fact; `before` is empty if only the new value was recorded."""

    label: str
    before: str
    after: str


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
        return "–"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(_choices(name, fields).get(value, value)) if isinstance(value, (str, int)) else str(value)


def _choices(name: str, fields: Fields) -> dict[Any, Any]:
    """The labels of a fact's values."""
    if name in CHOICES:
        return dict(CHOICES[name].choices)
    return dict(fields[name].flatchoices) if name in fields else {}
