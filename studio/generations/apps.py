from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from studio.accounts.models import User
    from studio.generations.models.generation_manager import GenerationQuerySet


class GenerationsConfig(AppConfig):
    name = "studio.generations"
    label = "generations"
    verbose_name = _("Runs and images")

    def ready(self) -> None:
        from studio.accounts import notices
        from studio.accounts.models import Kind
        from studio.generations import outcome
        from studio.generations.models import Generation

        notices.describe(Kind.RUN, outcome.summaries)
        notices.show_only(Kind.RUN, Generation.objects.visible_to)
        notices.show_only(Kind.DOWNLOAD, _for_administrators)


def _for_administrators(person: "User") -> "GenerationQuerySet":
    from studio.generations.models import Generation

    return Generation.objects.all() if person.is_administrator else Generation.objects.none()
