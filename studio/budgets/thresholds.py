"""Notifies people when 50, 80 and 100 percent of a budget are spent, once a month for each threshold.

Done by a sweep of the worker, not by each run: many runs need the rows of a month, and sending email takes time.
"""

from collections.abc import Iterable

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.db import transaction
from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.lookups import GreaterThanOrEqual
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from studio.accounts import notifications
from studio.accounts.models import NotificationKind, Role, User
from studio.budgets.models import BudgetPeriod
from studio.budgets.money import format_micros
from studio.budgets.periods import this_month
from studio.infra.jobs.periodic import each_row

THRESHOLDS = (100, 80, 50)
"""Percent, the highest first."""


def notify_thresholds() -> None:
    """Notifies of each budget of this month that has reached a new threshold."""
    each_row(_due(), _notify)


def _due() -> QuerySet[BudgetPeriod]:
    shares = [
        When(GreaterThanOrEqual(F("spent") * 100, F("total") * share), then=Value(share))
        for share in THRESHOLDS
    ]
    limited = BudgetPeriod.objects.filter(month=this_month()).annotate(total=F("limit") + F("extra"))
    reached = Case(*shares, default=Value(0), output_field=IntegerField())
    return limited.filter(total__gt=0).annotate(reached=reached).filter(reached__gt=F("notified"))


def _notify(period: BudgetPeriod) -> bool:
    """Replaces the notification of a lower threshold."""
    BudgetPeriod.objects.filter(pk=period.pk).update(notified=period.reached)  # type: ignore[attr-defined]
    period.notified = period.reached  # type: ignore[attr-defined]
    people = list(_recipients(period))
    notifications.delete_notifications(NotificationKind.BUDGET, period.pk)
    for person in people:
        notifications.notify(person, kind=NotificationKind.BUDGET, object_id=period.pk, team=period.team)
    transaction.on_commit(lambda: _mail(period, people))
    return True


def _recipients(period: BudgetPeriod) -> Iterable[User]:
    """The person whose budget it is, or the team's leads."""
    if period.team is None:
        return User.objects.filter(budget_periods=period, is_active=True)
    return User.objects.filter(pk__in=period.team.leads().values("user"))


def _mail(period: BudgetPeriod, people: Iterable[User]) -> None:
    if not settings.HAS_MAIL:
        return
    path = period.team.get_absolute_url() if period.team else reverse("usage")
    for person in people:
        facts = {"period": period, "sentence": lambda: sentence(period), "link": settings.PUBLIC_URL + path}
        context = {"user": person, **facts}
        get_adapter().send_mail("email/budget", person.email, context)


def visible_periods(person: User) -> QuerySet[BudgetPeriod]:
    """Periods that a person may be notified of: their own, and those of teams they lead."""
    leads = person.memberships.filter(role=Role.LEAD).values("team")
    return BudgetPeriod.objects.filter(Q(user=person) | Q(team__in=leads))


def sentences(periods: list[int]) -> dict[int, str]:
    """The current texts of notifications, by period id."""
    found = BudgetPeriod.objects.filter(pk__in=periods).select_related("team")
    return {period.pk: sentence(period) for period in found}


def sentence(period: BudgetPeriod) -> str:
    """How much of the budget is spent, and what happens next."""
    facts = {
        "team": period.team,
        "percent": _percent(period),
        "month": formats.date_format(period.month, "YEAR_MONTH_FORMAT"),
        "spent": format_micros(period.spent, period.currency),
        "limit": format_micros(period.ceiling or 0, period.currency),
    }
    if period.team:
        text = _("%(team)s has spent %(percent)d%% of its budget for %(month)s: %(spent)s of %(limit)s.")
    else:
        text = _("You have spent %(percent)d%% of your budget for %(month)s: %(spent)s of %(limit)s.")
    return f"{text % facts} {_consequence(period)}"


def _percent(period: BudgetPeriod) -> int:
    return period.spent * 100 // period.ceiling if period.ceiling else 0


def _consequence(period: BudgetPeriod) -> str:
    if period.is_hard:
        return _("Runs that do not fit into it are stopped.")
    return _("It warns only: no run is stopped.")
