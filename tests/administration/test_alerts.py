"""Administrators are told once when something needs them, however many runs meet it."""

import io
from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from studio.accounts.models import Notification, NotificationKind
from studio.administration import alerts
from studio.administration.models import DETAIL, Alert
from studio.budgets.models import BudgetPeriod
from studio.budgets.periods import this_month
from studio.generations.execution import image_transitions, transitions
from studio.generations.models import Generation, Image
from studio.generations.runs.download_actions import GIVEN_UP
from studio.generations.states import ACCEPTED
from studio.provider.errors import Outcome, ProviderError
from tests.fixtures import run_of
from tests.generations.finished_runs import finished

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _enough_disk(monkeypatch):
    """Whatever the machine has."""
    monkeypatch.setattr(alerts, "free_bytes", lambda: 10**15)


def refuse(owner, code: str = "AuthenticationError") -> None:
    run = run_of(owner)
    transitions.claim(run.pk)
    transitions.refused(run.pk, ProviderError(code, "No", outcome=Outcome.PERMANENT, status=401))


def lose(owner) -> Image:
    """A completed run whose only link could not be fetched in time."""
    run = finished(owner, 1)
    Image.objects.filter(generation=run).update(
        state="announced", link="https://x", announced_at=timezone.now(), file="", thumbnail="", sha256=""
    )
    image = run.images.get()
    image_transitions.fetch_failed(image.pk, reason="http_404", again_at=None)
    return image


def sentences(client) -> str:
    return client.get(reverse("notifications")).text


@pytest.mark.parametrize(
    ("code", "kind", "said"),
    [
        ("AuthenticationError", "key", "The provider refuses the key: no images can be made."),
        ("AccountOverdueError", "account", "The provider refuses the account: no images can be made."),
    ],
)
def test_a_refusal_is_reported_once_and_not_for_each_run(root, alice, browser_of, code, kind, said):
    for _number in range(3):
        refuse(alice, code)
        alerts.check_alerts()
    notice = Notification.objects.get(kind=NotificationKind.ALERT)
    assert (notice.person, Alert.objects.get().kind) == (root, kind)
    client = browser_of(root)
    assert said in sentences(client)
    assert said in client.get(reverse("administration")).text
    assert client.post(reverse("notification_open", args=[notice.pk])).url == reverse("administration")


def test_when_it_is_over_the_notification_says_so_and_the_next_time_is_reported_again(
    root, alice, browser_of
):
    refuse(alice)
    alerts.check_alerts()
    finished(alice, 1)
    alerts.check_alerts()
    assert "no images can be made. Resolved." in sentences(browser_of(root))
    assert "refuses the key" not in browser_of(root).get(reverse("administration")).text
    refuse(alice)
    alerts.check_alerts()
    assert Notification.objects.filter(kind=NotificationKind.ALERT).count() == 2


def test_the_disk_is_reported_before_runs_pause_and_until_there_is_room(root, monkeypatch, settings):
    settings.MIN_FREE_SPACE = 1
    for gigabytes, is_open in ((3.5, False), (2.5, True), (3.5, True), (4.5, False)):
        monkeypatch.setattr(alerts, "free_bytes", lambda size=gigabytes: int(size * 2**30))
        alerts.check_alerts()
        assert alerts.open_alerts().exists() == is_open
    assert Notification.objects.count() == 1
    assert "2.5\xa0GB free. New runs pause below 1 GB." in Alert.objects.get().text


def test_lost_images_of_an_hour_are_one_occurrence(root, alice):
    for _number in range(2):
        lose(alice)
        alerts.check_alerts()
    assert Notification.objects.filter(kind=NotificationKind.ALERT).count() == 1
    Image.objects.update(updated=timezone.now() - timedelta(hours=2))
    alerts.check_alerts()
    image = lose(alice)
    alerts.check_alerts()
    assert Alert.objects.latest("pk").detail == str(image.generation_id)
    assert Notification.objects.filter(kind=NotificationKind.ALERT).count() == 2


@pytest.mark.parametrize("code", [GIVEN_UP, ACCEPTED])
def test_an_image_that_somebody_gave_up_or_accepted_as_billed_is_no_alert(root, alice, code):
    image = lose(alice)
    Image.objects.filter(pk=image.pk).update(error_code=code)
    alerts.check_alerts()
    assert not Alert.objects.exists()


def test_only_administrators_are_notified(root, alice, browser_of):
    refuse(alice)
    alerts.check_alerts()
    assert not Notification.objects.exclude(person=root).filter(kind=NotificationKind.ALERT).exists()
    type(root).objects.filter(pk=root.pk).update(is_superuser=False)
    assert "refuses the key" not in sentences(browser_of(root))


def test_a_mail_goes_to_every_administrator_once_in_their_language(
    root, alice, settings, django_capture_on_commit_callbacks
):
    settings.HAS_MAIL = True
    type(root).objects.filter(pk=root.pk).update(language="zh-hans")
    refuse(alice)
    for _number in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            alerts.check_alerts()
    letter = mail.outbox[-1]
    assert (len(mail.outbox), letter.to) == (1, [root.email])
    assert "密钥" in letter.subject
    assert reverse("administration") in letter.body


def test_of_two_workers_one_sends_it(root, alice):
    refuse(alice)
    alerts.check_alerts()
    alerts._open(alerts.AlertKind.KEY, "AuthenticationError")
    assert Notification.objects.filter(kind=NotificationKind.ALERT).count() == 1


def test_a_worker_looks_now_and_then(root, alice, monkeypatch):
    monkeypatch.setattr(alerts, "_next", 0.0)
    alerts.check_when_due()
    refuse(alice)
    alerts.check_when_due()
    assert not Alert.objects.exists()
    monkeypatch.setattr(alerts, "_next", 0.0)
    alerts.check_when_due()
    assert Alert.objects.count() == Generation.objects.count() == 1


def test_books_that_differ_are_reported_by_name_until_they_are_repaired(root, alice, browser_of):
    run = finished(alice, 2)
    alerts.check_books()
    assert not Alert.objects.exists()
    BudgetPeriod.objects.update(spent=1)
    alerts.check_books()
    alerts.check_alerts()  # which looks at other things
    name = f"Alice · {run.day:%Y-%m} (sandbox, CNY)"
    assert f"What is booked differs from the runs: {name}." in sentences(browser_of(root))
    call_command("check_budgets", "--repair", stdout=io.StringIO(), stderr=io.StringIO())
    alerts.check_books()
    assert "on the server. Resolved." in sentences(browser_of(root))


def test_of_many_books_that_differ_as_many_are_named_as_there_is_room_for(root, alice):
    for number in range(9):
        BudgetPeriod.objects.create(
            user=alice, month=this_month(), currency=f"X{number}", is_sandbox=True, spent=1
        )
    alerts.check_books()
    assert len(Alert.objects.get().detail) == DETAIL
