from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GenerationsConfig(AppConfig):
    name = "studio.generations"
    label = "generations"
    verbose_name = _("Runs")

    def ready(self) -> None:
        from studio.accounts import notices
        from studio.accounts.models import Kind
        from studio.generations.models import Generation

        notices.show_only(Kind.RUN, Generation.objects.visible_to)
