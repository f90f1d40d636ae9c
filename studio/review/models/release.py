"""Releases: one row for each copy that left the studio."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from studio.accounts.models import Team, User
from studio.generations.models import Image


class Release(models.Model):
    """Which image was released, by whom, when, and the hash of the downloaded file."""

    image = models.ForeignKey(Image, on_delete=models.PROTECT, related_name="releases")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+", db_index=False)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField(pgettext_lazy("review", "released"), db_default=Now())
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    source_sha256 = models.CharField(_("SHA-256 of the original"), max_length=64)
    visible_label = models.BooleanField(_("visible AI label"))
    size = models.PositiveBigIntegerField(_("bytes"))

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["team", "-id"], name="release_team"),
            # Searches use a prefix of a hash.
            models.Index(fields=["sha256"], name="release_sha256", opclasses=["varchar_pattern_ops"]),
            models.Index(fields=["source_sha256"], name="release_source", opclasses=["varchar_pattern_ops"]),
        ]

    def __str__(self) -> str:
        return f"#{self.image_id} · {self.sha256[:8]}"
