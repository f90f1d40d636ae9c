"""An input image of a run."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from studio.generations.models.generation import Generation
from studio.generations.models.upload import Upload


class Reference(models.Model):
    """A reference as it was sent: an upload, or a URL that only the provider fetches."""

    generation = models.ForeignKey(Generation, on_delete=models.PROTECT, related_name="references")
    position = models.PositiveSmallIntegerField(_("position"), help_text=_("From 1, in the order sent."))
    upload = models.ForeignKey(
        Upload, on_delete=models.PROTECT, null=True, blank=True, related_name="references"
    )
    url = models.TextField(_("address"), blank=True)

    class Meta:
        verbose_name = _("reference")
        verbose_name_plural = _("references")
        ordering = ["generation_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["generation", "position"], name="reference_place"),
            models.CheckConstraint(
                condition=Q(upload__isnull=True) & ~Q(url="") | Q(upload__isnull=False, url=""),
                name="reference_file_or_url",
            ),
            models.CheckConstraint(condition=Q(position__range=(1, 14)), name="reference_position"),
        ]

    def __str__(self) -> str:
        return f"{self.generation_id}/{self.position}"

    @property
    def number(self) -> int:
        return self.position

    @property
    def thumb_url(self) -> str | None:
        return self.upload.thumb_url if self.upload else None

    @property
    def value(self) -> str:
        """How the form names it."""
        return self.upload.value if self.upload else f"url:{self.url}"

    @property
    def name(self) -> str:
        return self.upload.name if self.upload else self.url

    @property
    def note(self) -> str:
        return self.upload.note if self.upload else ""

    error = ""
