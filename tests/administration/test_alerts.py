"""Administrators are notified once of each problem, however many runs it affects."""

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
from tests.fixtures import create_run
from tests.generations.finished_runs import finished_run

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _enough_disk(monkeypatch):
    """Independent of the disk of the machine that runs the tests."""
    monkeypatch.setattr(alerts, "free_bytes", lambda: 10**15)


def create_refused_run(owner, code: str = "AuthenticationError") -> None:
    run = create_run(owner)
    transitions.claim(run.pk)
    transitions.refused(run.pk, ProviderError(code, "No", outcome=Outcome.PERMANENT, status=401))


def create_lost_image(owner) -> Image:
    """A completed run whose only link could not be fetched in time."""
    run = finished_run(owner, 1)
    Image.objects.filter(generation=run).update(
        state="announced", link="https://x", announced_at=timezone.now(), file="", thumbnail="", sha256=""
    )
    image = run.images.get()
    image_transitions.fetch_failed(image.pk, reason="http_404", retry_at=None)
    return image


def notifications_page(client) -> str:
    return client.get(reverse("notifications")).text


@pytest.mark.parametrize(
    ("code", "kind", "message"),
    [
        ("AuthenticationError", "key", "The provider refuses the key: no images can be made."),
        ("AccountOverdueError", "account", "The provider refuses the account: no images can be made."),
    ],
)
def test_a_refusal_is_reported_once_and_not_for_each_run(root, alice, client_for, code, kind, message):
    for _number in range(3):
        create_refused_run(alice, code)
        alerts.check_alerts()
    notification = Notification.objects.get(kind=NotificationKind.ALERT)
    assert (notification.person, Alert.objects.get().kind) == (root, kind)
    client = client_for(root)
    assert message in notifications_page(client)
    assert message in client.get(reverse("administration")).text
    assert client.post(reverse("notification_open", args=[notification.pk])).url == reverse("administration")


def test_a_resolved_alert_says_so_and_the_next_occurrence_is_reported_again(root, alice, client_for):
    create_refused_run(alice)
    alerts.check_alerts()
    finished_run(alice, 1)
    alerts.check_alerts()
    assert "no images can be made. Resolved." in notifications_page(client_for(root))
    assert "refuses the key" not in client_for(root).get(reverse("administration")).text
    create_refused_run(alice)
    alerts.check_alerts()
    assert Notification.objects.filter(kind=NotificationKind.ALERT).count() == 2


def test_low_disk_space_is_reported_before_runs_pause_and_until_it_is_freed(root, monkeypatch, settings):
    settings.MIN_FREE_SPACE = 1
    for gigabytes, is_open in ((3.5, False), (2.5, True), (3.5, True), (4.5, False)):
        monkeypatch.setattr(alerts, "free_bytes", lambda size=gigabytes: int(size * 2**30))
        alerts.check_alerts()
        assert alerts.open_alerts().exists() == is_open
    assert Notification.objects.count() == 1
    assert "2.5\xa0GB free. New runs pause below 1 GB." in Alert.objects.get().text


def test_images_lost_within_an_hour_are_one_alert(root, alice):
    for _number in range(2):
        create_lost_image(alice)
        alerts.check_alerts()
    assert Notification.objects.filter(kind=NotificationKind.ALERT).count() == 1
    Image.objects.update(updated=timezone.now() - timedelta(hours=2))
    alerts.check_alerts()
    image = create_lost_image(alice)
    alerts.check_alerts()
    assert Alert.objects.latest("pk").detail == str(image.generation_id)
    assert Notification.objects.filter(kind=NotificationKind.ALERT).count() == 2


@pytest.mark.parametrize("code", [GIVEN_UP, ACCEPTED])
def test_an_image_given_up_or_accepted_as_billed_raises_no_alert(root, alice, code):
    image = create_lost_image(alice)
    Image.objects.filter(pk=image.pk).update(error_code=code)
    alerts.check_alerts()
    assert not Alert.objects.exists()


def test_only_administrators_are_notified(root, alice, client_for):
    create_refused_run(alice)
    alerts.check_alerts()
    assert not Notification.objects.exclude(person=root).filter(kind=NotificationKind.ALERT).exists()
    type(root).objects.filter(pk=root.pk).update(is_superuser=False)
    assert "refuses the key" not in notifications_page(client_for(root))


def test_each_administrator_gets_one_email_in_their_language(
    root, alice, settings, django_capture_on_commit_callbacks
):
    settings.HAS_MAIL = True
    type(root).objects.filter(pk=root.pk).update(language="zh-hans")
    create_refused_run(alice)
    for _number in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            alerts.check_alerts()
    email = mail.outbox[-1]
    assert (len(mail.outbox), email.to) == (1, [root.email])
    assert "密钥" in email.subject
    assert reverse("administration") in email.body


def test_only_one_of_two_workers_sends_the_alert(root, alice):
    create_refused_run(alice)
    alerts.check_alerts()
    alerts._open(alerts.AlertKind.KEY, "AuthenticationError")
    assert Notification.objects.filter(kind=NotificationKind.ALERT).count() == 1


def test_a_worker_checks_only_at_intervals(root, alice, monkeypatch):
    monkeypatch.setattr(alerts, "_next_check", 0.0)
    alerts.check_when_due()
    create_refused_run(alice)
    alerts.check_when_due()
    assert not Alert.objects.exists()
    monkeypatch.setattr(alerts, "_next_check", 0.0)
    alerts.check_when_due()
    assert Alert.objects.count() == Generation.objects.count() == 1


def test_ledger_mismatches_are_reported_by_name_until_they_are_repaired(root, alice, client_for):
    run = finished_run(alice, 2)
    alerts.check_budget_sums()
    assert not Alert.objects.exists()
    BudgetPeriod.objects.update(spent=1)
    alerts.check_budget_sums()
    alerts.check_alerts()  # leaves alerts of the ledger open
    name = f"Alice · {run.day:%Y-%m} (sandbox, CNY)"
    assert f"What is booked differs from the runs: {name}." in notifications_page(client_for(root))
    call_command("check_budgets", "--repair", stdout=io.StringIO(), stderr=io.StringIO())
    alerts.check_budget_sums()
    assert "on the server. Resolved." in notifications_page(client_for(root))


def test_the_names_of_many_ledger_mismatches_are_cut_to_the_field_length(root, alice):
    for number in range(9):
        BudgetPeriod.objects.create(
            user=alice, month=this_month(), currency=f"X{number}", is_sandbox=True, spent=1
        )
    alerts.check_budget_sums()
    assert len(Alert.objects.get().detail) == DETAIL
