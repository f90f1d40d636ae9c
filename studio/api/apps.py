from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApiConfig(AppConfig):
    name = "studio.api"
    label = "api"
    verbose_name = _("API")

    def ready(self) -> None:
        from studio.api.generate.idempotency import delete_old_keys
        from studio.infra.jobs import periodic

        periodic.hourly.append(delete_old_keys)
