from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AdministrationConfig(AppConfig):
    name = "studio.administration"
    label = "administration"
    verbose_name = _("Administration")

    def ready(self) -> None:
        from studio.accounts import notifications
        from studio.accounts.models import NotificationKind
        from studio.administration import alerts
        from studio.administration.audit_log.retention import delete_expired
        from studio.infra.jobs import periodic

        notifications.register_visibility(NotificationKind.ALERT, alerts.visible_alerts)
        notifications.register_summaries(NotificationKind.ALERT, alerts.alert_sentences)
        periodic.sweeps.append(alerts.check_when_due)
        periodic.hourly.append(delete_expired)
        periodic.hourly.append(alerts.check_budget_sums)
