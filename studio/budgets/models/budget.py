"""The monthly budget of a team or a person."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from studio.accounts.models import Team, User

ONE_SUBJECT = Q(team__isnull=True, user__isnull=False) | Q(team__isnull=False, user__isnull=True)
"""A row belongs to either a team or a person."""


class Budget(models.Model):
    """The limit of this and later months; without a row there is no limit. Written by `limits.set_budget`."""

    team = models.OneToOneField(Team, on_delete=models.CASCADE, null=True, blank=True, related_name="budget")
    user = models.OneToOneField(User, on_delete=models.CASCADE, null=True, blank=True, related_name="budget")
    micros = models.PositiveBigIntegerField(
        _("amount per month"), help_text=_("In millionths of the currency.")
    )
    is_hard = models.BooleanField(
        _("hard limit"), default=True, help_text=_("Stops new runs; otherwise it only warns.")
    )

    class Meta:
        verbose_name = _("budget")
        verbose_name_plural = _("budgets")
        constraints = [models.CheckConstraint(condition=ONE_SUBJECT, name="budget_one_subject")]

    def __str__(self) -> str:
        return str(self.subject)

    @property
    def subject(self) -> Team | User:
        subject = self.team or self.user
        assert subject is not None  # ensured by a constraint
        return subject
