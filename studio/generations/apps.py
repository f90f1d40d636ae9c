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
        from studio.accounts import notifications
        from studio.accounts.models import NotificationKind
        from studio.generations.budget_requests import live, sentences
        from studio.generations.composer.cost_estimate import live_estimate
        from studio.generations.composer.uploads import delete_stale
        from studio.generations.live.page_parts import PagePart, page_parts
        from studio.generations.models import BudgetRequest, Generation
        from studio.generations.status import outcome
        from studio.infra.jobs import periodic

        notifications.register_summaries(NotificationKind.RUN, outcome.summaries)
        notifications.register_visibility(NotificationKind.RUN, Generation.objects.visible_to)
        notifications.register_summaries(NotificationKind.BUDGET_REQUEST, sentences.sentences)
        notifications.register_visibility(NotificationKind.BUDGET_REQUEST, BudgetRequest.objects.visible_to)
        live.register()
        notifications.register_visibility(NotificationKind.DOWNLOAD, _for_administrators)
        periodic.hourly.append(delete_stale)
        page_parts.append(
            PagePart(name="costs", read=live_estimate, template="generations/composer/live_quotes.html")
        )


def _for_administrators(person: "User") -> "GenerationQuerySet":
    from studio.generations.models import Generation

    return Generation.objects.all() if person.is_administrator else Generation.objects.none()
