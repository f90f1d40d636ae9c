"""An image that somebody uploaded as a reference, checked and made safe."""

from django.db import models
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from studio.accounts.models import User
from studio.generations.models.image import Image


class UploadQuerySet(models.QuerySet["Upload"]):
    """Queries of uploads."""

    def unused(self) -> "UploadQuerySet":
        """Uploads that no run, no draft and no open budget request uses."""
        open_requests = models.Q(budget_requests__state="open")
        return self.filter(references=None, drafts=None).exclude(open_requests)

    def shown(self) -> "UploadQuerySet":
        """Without copies of hidden images."""
        hidden = Image.objects.hidden().filter(sha256=models.OuterRef("source_sha256"))
        return self.exclude(models.Exists(hidden))


class Upload(models.Model):
    """A stored reference image of one person. The same bytes are stored once."""

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="uploads")
    source_sha256 = models.CharField(_("SHA-256 of what was sent"), max_length=64)
    name = models.CharField(_("file name"), max_length=120)
    file = models.CharField(_("file"), max_length=200)
    thumbnail = models.CharField(_("thumbnail"), max_length=200)
    media_type = models.CharField(_("type"), max_length=20)
    bytes = models.PositiveBigIntegerField(_("bytes"))
    width = models.PositiveIntegerField(_("width"))
    height = models.PositiveIntegerField(_("height"))
    changes = models.JSONField(_("what was changed"), default=list)
    created = models.DateTimeField(_("created"), db_default=Now())
    touched = models.DateTimeField(_("last chosen"), db_default=Now(), db_index=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")
        constraints = [models.UniqueConstraint(fields=["owner", "source_sha256"], name="upload_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def value(self) -> str:
        """How the form names it."""
        return f"upload:{self.pk}"

    error = ""

    @property
    def thumb_url(self) -> str:
        return reverse("reference_file", args=[self.pk])

    @property
    def note(self) -> str:
        """Changes made at upload, in the reader's language; empty when there were none."""
        from studio.generations.media.image_validation import describe

        return describe(self.changes)
