from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BudgetsConfig(AppConfig):
    name = "studio.budgets"
    label = "budgets"
    verbose_name = _("Budgets")

    def ready(self) -> None:
        from studio.accounts import notifications
        from studio.accounts.models import NotificationKind
        from studio.accounts.users import deletion
        from studio.budgets import thresholds
        from studio.budgets.limits import delete_budget
        from studio.infra.jobs import periodic

        notifications.register_visibility(NotificationKind.BUDGET, thresholds.visible_periods)
        notifications.register_summaries(NotificationKind.BUDGET, thresholds.sentences)
        periodic.sweeps.append(thresholds.notify_thresholds)
        deletion.account_deleted.connect(delete_budget, dispatch_uid="budgets")
