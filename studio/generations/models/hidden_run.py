"""A run that a person does not want in their lists."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from studio.accounts.models import User


class HiddenRun(models.Model):
    """Concerns this person's lists alone; the run stays for everybody else, and in the usage."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_index=False)
    run = models.ForeignKey(
        "generations.Generation", on_delete=models.CASCADE, related_name="hidden_from", db_index=False
    )

    class Meta:
        verbose_name = _("hidden run")
        verbose_name_plural = _("hidden runs")
        # In the order of a list, and by the run for the anti join of everybody's.
        constraints = [models.UniqueConstraint(fields=["person", "run"], name="hidden_run_once")]

    def __str__(self) -> str:
        return f"#{self.run_id}"
