"""Checks regularly for what needs an administrator, and notifies every administrator once for each occurrence."""

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

EVERY = 30.0  # seconds, in each worker
ALMOST_FULL, ROOMY = 3, 4
"""Times the space that must be free: an alert opens below the first and closes above the second."""
LOST_FOR = timedelta(hours=1)
"""Images that are lost within an hour of each other are one occurrence."""
LINKS_LIVE = timedelta(hours=26)
MANY = 20  # books that differ; the command lists all of them

_next = 0.0


def check_when_due() -> None:
    """The sweep comes every few seconds; this need not."""
    global _next
    if time.monotonic() >= _next:
        _next = time.monotonic() + EVERY
        check_alerts()


def check_alerts() -> None:
    """Opens what has begun, closes what is over."""
    open_kinds = set(Alert.objects.filter(closed_at=None).values_list("kind", flat=True))
    for kind, find in _CHECKS.items():
        _update(kind, find(kind in open_kinds), is_open=kind in open_kinds)


def check_books() -> None:
    """Once an hour: whether the budgets of this month and the last are the sums of their runs."""
    last_month = this_month() - timedelta(days=1)
    found = differences(last_month.replace(day=1), limit=MANY)
    is_open = Alert.objects.filter(kind=AlertKind.BOOKS, closed_at=None).exists()
    _update(AlertKind.BOOKS, _named(found) if found else None, is_open=is_open)


def _named(found: list[Difference]) -> str:
    """As many as there is room for; the command lists all of them."""
    names = "; ".join(difference.name for difference in found)
    return names if len(names) <= DETAIL else f"{names[: DETAIL - 1]}…"


def _update(kind: AlertKind, found: str | None, *, is_open: bool) -> None:
    if found is None and is_open:
        Alert.objects.filter(kind=kind, closed_at=None).update(closed_at=Now())
    elif found is not None and not is_open:
        _open(kind, found)


def _open(kind: AlertKind, detail: str) -> None:
    """Of several workers that see it, one sends the notification."""
    try:
        with transaction.atomic():
            alert = Alert.objects.create(kind=kind, detail=detail)
            notifications.notify_administrators(kind=NotificationKind.ALERT, thing=alert.pk)
            transaction.on_commit(lambda: _mail(alert))
    except IntegrityError:
        return


def _mail(alert: Alert) -> None:
    """To every administrator, where the studio has a mail server."""
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
    floor = settings.MIN_FREE_SPACE * GIGABYTE * (ROOMY if is_open else ALMOST_FULL)
    return filesizeformat(free) if free is not None and free < floor else None


def _lost(_is_open: bool) -> str | None:
    """The run of the newest image that was lost without anybody giving up on it or accepting it as billed."""
    now = timezone.now()
    lost = Image.objects.filter(
        state=SlotState.LOST, updated__gte=now - LOST_FOR, generation__finished_at__gte=now - LINKS_LIVE
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
    """Those that a person may be notified of."""
    return Alert.objects.all() if person.is_administrator else Alert.objects.none()


def alert_sentences(alerts: list[int]) -> dict[int, str]:
    """The text of notifications, and whether the alert is resolved."""
    return {alert.pk: alert.sentence for alert in Alert.objects.filter(pk__in=alerts)}
