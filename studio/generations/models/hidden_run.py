"""A run that a person has hidden from their lists."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from studio.accounts.models import User


class HiddenRun(models.Model):
    """Affects only this person's lists; the run stays visible to everybody else, and in the usage."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_index=False)
    run = models.ForeignKey(
        "generations.Generation", on_delete=models.CASCADE, related_name="hidden_from", db_index=False
    )

    class Meta:
        verbose_name = _("hidden run")
        verbose_name_plural = _("hidden runs")
        # Serves a person's list in its order, and the anti join of all other lists.
        constraints = [models.UniqueConstraint(fields=["person", "run"], name="hidden_run_once")]

    def __str__(self) -> str:
        return f"#{self.run_id}"
