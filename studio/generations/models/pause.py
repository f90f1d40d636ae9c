"""A pause that all workers observe when the provider is rate limiting."""

from datetime import datetime

from django.db import models
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _


class ProviderPause(models.Model):
    """One row per provider: no worker sends requests until then."""

    provider = models.CharField(_("provider"), max_length=16, primary_key=True)
    until = models.DateTimeField(_("until"))
    code = models.CharField(_("error code"), max_length=128, blank=True)

    class Meta:
        verbose_name = _("pause")
        verbose_name_plural = _("pauses")

    def __str__(self) -> str:
        return f"{self.provider} · {self.until:%H:%M:%S}"

    @classmethod
    def extend(cls, provider: str, *, until: datetime, code: str) -> None:
        """Pauses every worker until then; a longer pause that is already set stays."""
        row, made = cls.objects.get_or_create(pk=provider, defaults={"until": until, "code": code})
        if not made:
            cls.objects.filter(pk=row.pk).update(until=Greatest("until", until), code=code)

    @classmethod
    def until_of(cls, provider: str) -> datetime | None:
        return cls.objects.filter(pk=provider).values_list("until", flat=True).first()
