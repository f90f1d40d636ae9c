from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AdministrationConfig(AppConfig):
    name = "studio.administration"
    label = "administration"
    verbose_name = _("Administration")

    def ready(self) -> None:
        from studio.administration.audit_log.retention import delete_expired
        from studio.infra.jobs import periodic

        periodic.hourly.append(delete_expired)
