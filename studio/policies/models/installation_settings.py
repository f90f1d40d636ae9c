"""Settings that administrators change for the whole studio, without a restart."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from studio.accounts.models import User

LIMITS = {
    "trash_days": (1, 3650),
    "team_storage_gb": (0, 1_000_000),
    "unused_references": (0, 1_000_000),
    "unused_references_mb": (0, 1_000_000),
    "audit_days": (365, 36_500),
}
"""Minimum and maximum of each setting, enforced by the form and the database."""


def _number(name: str, label: Any) -> models.PositiveIntegerField:
    least, most = LIMITS[name]
    bounds = [MinValueValidator(least), MaxValueValidator(most)]
    return models.PositiveIntegerField(label, null=True, blank=True, validators=bounds)


class InstallationSettings(models.Model):
    """A single row. An empty column means the default, which the environment may set."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    trash_days = _number("trash_days", _("Days in the trash"))
    team_storage_gb = _number("team_storage_gb", _("Storage per team, in gigabytes"))
    unused_references = _number("unused_references", _("Unused references per person"))
    unused_references_mb = _number("unused_references_mb", _("Their size per person, in megabytes"))
    audit_days = _number("audit_days", _("Days in the audit log"))
    changed_at = models.DateTimeField(_("changed"), db_default=Now(), editable=False)
    changed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("settings")
        verbose_name_plural = _("settings")
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="settings_singleton"),
            *(
                models.CheckConstraint(
                    condition=Q(**{name: None}) | Q(**{f"{name}__range": bounds}), name=f"settings_{name}"
                )
                for name, bounds in LIMITS.items()
            ),
        ]

    def __str__(self) -> str:
        return str(_("Settings"))
