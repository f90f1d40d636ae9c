"""Database models of the API."""

import uuid

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from studio.accounts.models import AccessKey

LONGEST_VALUE = 255  # characters


class IdempotencyKey(models.Model):
    """The `Idempotency-Key` of a request: a repeated key gets the response of the run that it started.

    The run is found by its unique `submission`, so that a crash between the two rows cannot start a second run. The
    response is not stored but generated again from the run, which never changes once it has ended.
    """

    access_key = models.ForeignKey(AccessKey, on_delete=models.CASCADE, related_name="+")
    value = models.CharField(_("value"), max_length=LONGEST_VALUE)
    body_sha256 = models.CharField(_("SHA-256 of the body"), max_length=64)
    submission = models.UUIDField(_("submission"), default=uuid.uuid4)
    claimed_at = models.DateTimeField(_("claimed"), db_default=Now(), db_index=True)

    class Meta:
        verbose_name = _("idempotency key")
        verbose_name_plural = _("idempotency keys")
        constraints = [models.UniqueConstraint(fields=["access_key", "value"], name="idempotency_key_once")]

    def __str__(self) -> str:
        return self.value
