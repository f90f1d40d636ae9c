"""Which models are switched on, for the whole studio or for one team."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from studio.accounts.models import Team, User


class ModelSwitch(models.Model):
    """Switches a model for the studio (`team` is empty) or for one team. Without a row the default applies."""

    team = models.ForeignKey(
        Team, on_delete=models.CASCADE, null=True, blank=True, related_name="model_switches"
    )
    model = models.CharField(_("model"), max_length=64)
    is_on = models.BooleanField(_("on"))
    changed_at = models.DateTimeField(_("changed"), db_default=Now(), editable=False)
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)

    class Meta:
        verbose_name = _("model")
        verbose_name_plural = _("models")
        constraints = [
            models.UniqueConstraint(fields=["team", "model"], name="model_switch_once", nulls_distinct=False),
        ]

    def __str__(self) -> str:
        return self.model
