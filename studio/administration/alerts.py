"""Checks regularly for problems that need an administrator, and notifies all of them once per occurrence."""

import time
from collections.abc import Callable
from datetime import timedelta

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone

from studio.accounts import notifications
from studio.accounts.models import NotificationKind, User
from studio.administration.models import DETAIL, Alert, AlertKind
from studio.budgets.periods import this_month
from studio.generations.ledger.ledger_check import Difference, differences
from studio.generations.models import Image
from studio.generations.runs.download_actions import GIVEN_UP
from studio.generations.runs.low_disk import GIGABYTE
from studio.generations.states import ACCEPTED, SlotState
from studio.generations.status.provider_status import current_problem
from studio.infra.free_space import free_bytes

CHECK_INTERVAL = 30.0  # seconds, in each worker
OPEN_FACTOR, CLOSE_FACTOR = 3, 4
"""Multiples of the required free space: an alert opens below the first and closes above the second."""
LOST_WINDOW = timedelta(hours=1)
"""Images lost within this time of each other are one occurrence."""
LINK_LIFETIME = timedelta(hours=26)
MAX_DIFFERENCES = 20  # budget periods that differ; the command lists all of them

_next_check = 0.0


def check_when_due() -> None:
    """Called by the sweep every few seconds; checks less often."""
    global _next_check
    if time.monotonic() >= _next_check:
        _next_check = time.monotonic() + CHECK_INTERVAL
        check_alerts()


def check_alerts() -> None:
    """Opens alerts for new problems, and closes those that are resolved."""
    open_kinds = set(Alert.objects.filter(closed_at=None).values_list("kind", flat=True))
    for kind, find in _CHECKS.items():
        _update(kind, find(kind in open_kinds), is_open=kind in open_kinds)


def check_budget_sums() -> None:
    """Hourly: checks that the budgets of this month and the last equal the sums of their runs."""
    last_month = this_month() - timedelta(days=1)
    found = differences(last_month.replace(day=1), limit=MAX_DIFFERENCES)
    is_open = Alert.objects.filter(kind=AlertKind.BOOKS, closed_at=None).exists()
    _update(AlertKind.BOOKS, _detail(found) if found else None, is_open=is_open)


def _detail(found: list[Difference]) -> str:
    """The names of the differences, cut to fit; the command lists all of them."""
    names = "; ".join(difference.name for difference in found)
    return names if len(names) <= DETAIL else f"{names[: DETAIL - 1]}…"


def _update(kind: AlertKind, found: str | None, *, is_open: bool) -> None:
    if found is None and is_open:
        Alert.objects.filter(kind=kind, closed_at=None).update(closed_at=Now())
    elif found is not None and not is_open:
        _open(kind, found)


def _open(kind: AlertKind, detail: str) -> None:
    """The unique constraint ensures that only one of several workers sends the notification."""
    try:
        with transaction.atomic():
            alert = Alert.objects.create(kind=kind, detail=detail)
            notifications.notify_administrators(kind=NotificationKind.ALERT, object_id=alert.pk)
            transaction.on_commit(lambda: _mail(alert))
    except IntegrityError:
        return


def _mail(alert: Alert) -> None:
    """Emails every administrator, if the studio has a mail server."""
    if not settings.HAS_MAIL:
        return
    link = settings.PUBLIC_URL + reverse("administration")
    for person in User.objects.filter(is_active=True, is_superuser=True):
        context = {"user": person, "alert": alert, "link": link}
        get_adapter().send_mail("email/alert", person.email, context)


def _provider_refuses(kind: AlertKind) -> Callable[[bool], str | None]:
    def find(_is_open: bool) -> str | None:
        problem = current_problem()
        return problem.code if problem and problem.kind == kind else None

    return find


def _disk(is_open: bool) -> str | None:
    free = free_bytes()
    floor = settings.MIN_FREE_SPACE * GIGABYTE * (CLOSE_FACTOR if is_open else OPEN_FACTOR)
    return filesizeformat(free) if free is not None and free < floor else None


def _lost(_is_open: bool) -> str | None:
    """The run of the newest lost image that nobody gave up on or accepted as billed."""
    now = timezone.now()
    lost = Image.objects.filter(
        state=SlotState.LOST, updated__gte=now - LOST_WINDOW, generation__finished_at__gte=now - LINK_LIFETIME
    )
    run = (
        lost.exclude(error_code__in=(GIVEN_UP, ACCEPTED))
        .order_by("-updated")
        .values_list("generation", flat=True)
        .first()
    )
    return None if run is None else str(run)


_CHECKS: dict[AlertKind, Callable[[bool], str | None]] = {
    AlertKind.KEY: _provider_refuses(AlertKind.KEY),
    AlertKind.ACCOUNT: _provider_refuses(AlertKind.ACCOUNT),
    AlertKind.DISK: _disk,
    AlertKind.LOST: _lost,
}


def open_alerts() -> QuerySet[Alert]:
    return Alert.objects.filter(closed_at=None).order_by("opened_at")


def visible_alerts(person: User) -> QuerySet[Alert]:
    """The alerts that a person may be notified of."""
    return Alert.objects.all() if person.is_administrator else Alert.objects.none()


def alert_sentences(alerts: list[int]) -> dict[int, str]:
    """The texts of notifications by alert id, including whether it is resolved."""
    return {alert.pk: alert.sentence for alert in Alert.objects.filter(pk__in=alerts)}
