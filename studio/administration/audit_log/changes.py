"""The changes of an audit entry, before and after, in words."""

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
"""Of facts that are no fields of the target itself."""
CHOICES: dict[str, type[TextChoices]] = {"role": Role, "state": ReviewState}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One fact; `before` is empty where only what is there now was recorded."""

    label: str
    before: str
    after: str


def changes(entry: AuditEntry) -> list[Change]:
    """In the order in which they were recorded, what is only known from before last."""
    before, after, fields = _facts(entry.before), _facts(entry.after), _fields(entry.target_type)
    return [
        Change(
            label=_label(name, fields),
            before=_words(name, before, fields),
            after=_words(name, after, fields),
        )
        for name in [*after, *(name for name in before if name not in after)]
    ]


def _facts(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _fields(target_type: str) -> Fields:
    """Of the target's table, by name."""
    for model in apps.get_models():
        if model._meta.model_name == target_type:
            return {field.name: field for field in model._meta.concrete_fields}
    return {}


def _label(name: str, fields: Fields) -> str:
    if name in LABELS:
        return str(LABELS[name])
    return capfirst(str(fields[name].verbose_name)) if name in fields else name


def _words(name: str, facts: dict[str, Any], fields: Fields) -> str:
    """A value as people read it; empty when nothing was recorded."""
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
    """What the values of a fact are called."""
    if name in CHOICES:
        return dict(CHOICES[name].choices)
    return dict(fields[name].flatchoices) if name in fields else {}
