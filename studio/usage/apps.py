from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UsageConfig(AppConfig):
    name = "studio.usage"
    label = "usage"
    verbose_name = _("Usage")

    def ready(self) -> None:
        from studio.infra.jobs import periodic
        from studio.usage.rollup import roll_up_when_due

        periodic.sweeps.append(roll_up_when_due)
