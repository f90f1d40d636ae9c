"""A person's decision about a run with an unknown outcome."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from studio.accounts.models import User
from studio.generations.models.generation import Generation

LONGEST_NOTE = 500  # characters


class Outcome(models.TextChoices):
    """Whether the images of unknown outcome were billed."""

    BILLED = "billed", pgettext_lazy("outcome", "Accepted as billed")
    NOT_BILLED = "not_billed", pgettext_lazy("outcome", "Dismissed as not billed")


class OutcomeDecision(models.Model):
    """One per run; never edited. Later results of the run do not change the decision."""

    run = models.OneToOneField(Generation, on_delete=models.PROTECT, related_name="outcome_decision")
    decision = models.CharField(_("decision"), max_length=10, choices=Outcome)
    images = models.PositiveSmallIntegerField(_("images"), help_text=_("Those of unknown outcome."))
    note = models.CharField(_("note"), max_length=LONGEST_NOTE)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField(_("decided"), db_default=Now())

    class Meta:
        verbose_name = _("outcome decision")
        verbose_name_plural = _("outcome decisions")
        constraints = [
            models.CheckConstraint(condition=Q(decision__in=Outcome.values), name="outcome_decision"),
            models.CheckConstraint(condition=~Q(note=""), name="outcome_decision_note"),
        ]

    def __str__(self) -> str:
        return f"#{self.run_id}: {self.get_decision_display()}"
