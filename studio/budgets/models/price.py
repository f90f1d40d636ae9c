"""Prices per image from a date on; a run stores the price at its submission."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from studio.accounts.models import User


class Price(models.Model):
    """The price of one image. Rows are never changed: the newest one whose `valid_from` has passed applies."""

    provider = models.CharField(_("provider"), max_length=16)
    model = models.CharField(_("model"), max_length=64)
    currency = models.CharField(_("currency"), max_length=3)
    micros = models.PositiveBigIntegerField(
        _("price per image"), help_text=_("In millionths of the currency.")
    )
    valid_from = models.DateTimeField(_("valid from"))
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created = models.DateTimeField(_("created"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("price")
        verbose_name_plural = _("prices")
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "model", "currency", "valid_from"], name="price_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.model} · {self.valid_from:%Y-%m-%d}"
