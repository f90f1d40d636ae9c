"""The spent and reserved money of a team or a person in one month."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from studio.accounts.models import Team, User
from studio.budgets.models.budget import ONE_SUBJECT


class BudgetPeriod(models.Model):
    """What is spent and reserved in a month, and its limit. The row exists even without a budget, so that a budget set
    later includes what was spent. Sandbox runs have separate periods, since nobody bills them.

    `spent` and `reserved` are the sums of the same columns over the month's runs; only `reserving` writes them.
    """

    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, null=True, blank=True, related_name="budget_periods", db_index=False
    )
    user = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="budget_periods"
    )
    month = models.DateField(_("month"), help_text=_("Its first day, in the studio's time zone."))
    currency = models.CharField(_("currency"), max_length=3)
    is_sandbox = models.BooleanField(_("sandbox"))

    spent = models.PositiveBigIntegerField(_("spent"), db_default=0, default=0)
    reserved = models.PositiveBigIntegerField(_("reserved"), db_default=0, default=0)
    limit = models.PositiveBigIntegerField(
        _("limit"), null=True, blank=True, help_text=_("Empty: none. In millionths of the currency.")
    )
    extra = models.PositiveBigIntegerField(
        _("raised by"), db_default=0, default=0, help_text=_("For this month alone.")
    )
    is_hard = models.BooleanField(_("hard limit"), db_default=False, default=False)
    notified = models.PositiveSmallIntegerField(
        _("notified at"), db_default=0, default=0, help_text=_("The highest percentage that was told.")
    )

    class Meta:
        verbose_name = _("budget period")
        verbose_name_plural = _("budget periods")
        indexes = [models.Index(fields=["month"], name="period_month")]
        constraints = [
            models.CheckConstraint(condition=ONE_SUBJECT, name="period_one_subject"),
            models.UniqueConstraint(
                fields=["team", "user", "month", "currency", "is_sandbox"],
                name="period_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="period_first_day"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} · {self.month:%Y-%m}"

    @property
    def subject(self) -> Team | User:
        subject = self.team or self.user
        assert subject is not None  # ensured by a constraint
        return subject

    @property
    def ceiling(self) -> int | None:
        """The limit of this month including its extra; None without a budget."""
        return None if self.limit is None else self.limit + self.extra

    @property
    def committed(self) -> int:
        """Spent, or reserved for runs that may still be billed."""
        return self.spent + self.reserved

    @property
    def left(self) -> int | None:
        """What is left for new runs; None without a budget."""
        return None if self.ceiling is None else max(0, self.ceiling - self.committed)
