from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebhooksConfig(AppConfig):
    name = "studio.webhooks"
    label = "webhooks"
    verbose_name = _("Webhooks")

    def ready(self) -> None:
        from studio.accounts import notifications
        from studio.accounts.models import NotificationKind
        from studio.generations.execution.state_change_effects import outcome_listeners
        from studio.infra.jobs import periodic
        from studio.review.workflow.transitions import move_listeners
        from studio.webhooks import events, housekeeping
        from studio.webhooks.delivery.queue import enqueue_due
        from studio.webhooks.models import Endpoint
        from studio.webhooks.status import summaries

        outcome_listeners.append(events.run_ended)
        move_listeners.append(events.reviews_moved)
        periodic.sweeps.append(enqueue_due)
        periodic.hourly.append(housekeeping.delete_old)
        notifications.register_summaries(NotificationKind.WEBHOOK, summaries)
        notifications.register_visibility(NotificationKind.WEBHOOK, Endpoint.objects.visible_to)
