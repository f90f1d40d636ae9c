"""The composer's unsent fields."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from studio.accounts.models import Team, User
from studio.generations.models.upload import Upload


class Draft(models.Model):
    """One per person and workspace, on every machine. The last write wins."""

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="drafts")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, null=True, blank=True, related_name="drafts")
    fields = models.JSONField(_("fields"), default=dict)
    references = models.JSONField(
        _("references"), default=list, help_text=_("As the form names them, in order.")
    )
    uploads = models.ManyToManyField(Upload, related_name="drafts", help_text=_("Kept from the daily sweep."))
    revision = models.PositiveIntegerField(_("revision"), default=0)
    page = models.CharField(
        _("page"), max_length=32, blank=True, help_text=_("The open page that wrote last.")
    )
    replaced = models.JSONField(
        _("replaced"),
        null=True,
        blank=True,
        help_text=_(
            "What the last change replaced: fields, references, when they were written, and by which page."
        ),
    )
    updated = models.DateTimeField(_("updated"), db_default=Now())

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [
            models.UniqueConstraint(fields=["owner", "team"], name="draft_place", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return f"{self.owner_id} · {self.team_id or '–'}"

    @property
    def is_empty(self) -> bool:
        """Whether it has neither a prompt nor references."""
        return not (self.fields.get("prompt") or self.references)
