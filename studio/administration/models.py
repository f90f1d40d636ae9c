"""Alerts: problems that need an administrator, until they are resolved."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

DETAIL = 128  # characters


class AlertKind(models.TextChoices):
    """The kinds of problems."""

    KEY = "key", gettext_lazy("Key refused")
    ACCOUNT = "account", gettext_lazy("Account refused")
    DISK = "disk", gettext_lazy("Disk almost full")
    LOST = "lost", gettext_lazy("Image lost")
    BOOKS = "books", gettext_lazy("Budgets do not add up")


class Alert(models.Model):
    """One occurrence of a problem. At most one alert of each kind is open, however many runs it affects."""

    kind = models.CharField(gettext_lazy("kind"), max_length=10, choices=AlertKind)
    detail = models.CharField(gettext_lazy("detail"), max_length=DETAIL, blank=True)
    opened_at = models.DateTimeField(gettext_lazy("opened"), db_default=Now())
    closed_at = models.DateTimeField(gettext_lazy("closed"), null=True, blank=True)

    class Meta:
        verbose_name = gettext_lazy("alert")
        verbose_name_plural = gettext_lazy("alerts")
        constraints = [
            models.UniqueConstraint(fields=["kind"], name="alert_once", condition=Q(closed_at=None)),
            models.CheckConstraint(condition=Q(kind__in=AlertKind.values), name="alert_kind"),
        ]

    def __str__(self) -> str:
        return self.sentence

    @property
    def text(self) -> str:
        """The problem, and what it means for people who create images."""
        texts = {
            AlertKind.KEY: _("The provider refuses the key: no images can be made."),
            AlertKind.ACCOUNT: _("The provider refuses the account: no images can be made."),
            AlertKind.DISK: _("The disk is almost full: %(detail)s free. New runs pause below %(floor)s GB."),
            AlertKind.LOST: _(
                "An image was lost: its link expired before it could be saved. Run %(detail)s."
            ),
            AlertKind.BOOKS: _(
                "What is booked differs from the runs: %(detail)s. Run “manage.py check_budgets” on the server."
            ),
        }
        return texts[AlertKind(self.kind)] % {
            "detail": self.detail,
            "floor": f"{settings.MIN_FREE_SPACE:g}",
        }

    @property
    def sentence(self) -> str:
        """The text, with a note if it is resolved."""
        is_over = self.closed_at and self.kind != AlertKind.LOST
        return f"{self.text} {_('Resolved.')}" if is_over else self.text
