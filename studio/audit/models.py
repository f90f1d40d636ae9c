"""Audit entries. A database trigger refuses to change them, or to delete them within a year."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from studio.audit.actions import Action

NEVER_DELETED_DAYS = 365
"""The limit in the trigger: younger entries stay, regardless of the settings."""


class AuditEntry(models.Model):
    """Who did what to what. Stores ids and names without foreign keys, since an entry outlives its target."""

    at = models.DateTimeField(_("time"), db_default=Now())
    actor_id = models.BigIntegerField(_("person"), null=True, help_text=_("Empty: the studio itself."))
    actor_name = models.CharField(_("person"), max_length=254)
    action = models.CharField(_("action"), max_length=40)
    target_type = models.CharField(_("target"), max_length=40)
    target_id = models.BigIntegerField(null=True)
    target_name = models.CharField(_("target"), max_length=254)
    team_id = models.BigIntegerField(_("team"), null=True)
    before = models.JSONField(_("before"), null=True, encoder=DjangoJSONEncoder)
    after = models.JSONField(_("after"), null=True, encoder=DjangoJSONEncoder)
    address = models.GenericIPAddressField(_("IP address"), null=True)
    request_id = models.CharField(_("request"), max_length=32)
    search_vector = SearchVectorField(editable=False)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        indexes = [
            models.Index(fields=["at", "id"], name="audit_at"),
            models.Index(fields=["actor_id", "at", "id"], name="audit_actor"),
            models.Index(fields=["actor_id", "action", "at", "id"], name="audit_actor_action"),
            models.Index(fields=["action", "at", "id"], name="audit_action"),
            models.Index(fields=["team_id", "at", "id"], name="audit_team"),
            models.Index(fields=["target_type", "target_id", "at", "id"], name="audit_target"),
            GinIndex(fields=["search_vector"], fastupdate=False, name="audit_search"),
        ]

    def __str__(self) -> str:
        return f"{self.actor_name} · {self.action_label} · {self.target_name}"

    @property
    def action_label(self) -> str:
        """In the current language; the plain value for actions that only another version of the studio knows."""
        return str(Action(self.action).label) if self.action in Action else self.action
