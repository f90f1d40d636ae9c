"""The name of a stored file that no row names yet, or not any more."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class PendingFile(models.Model):
    """Written before the file, and deleted by the transaction whose row names it; one that remains was interrupted."""

    name = models.CharField(_("file"), max_length=200, primary_key=True)
    image = models.ForeignKey(
        "generations.Image", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created = models.DateTimeField(_("created"), db_default=Now(), db_index=True)

    class Meta:
        verbose_name = _("pending file")
        verbose_name_plural = _("pending files")

    def __str__(self) -> str:
        return self.name
