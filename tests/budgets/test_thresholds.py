"""Users are notified when 50%, 80% and 100% of a budget are spent: each threshold once a month."""

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import formats, translation

from studio.accounts.models import Notification, NotificationKind, User
from studio.budgets.limits import raise_for_this_month, set_budget
from studio.budgets.models import BudgetPeriod
from studio.budgets.periods import this_month
from studio.budgets.reserving import apply
from studio.budgets.thresholds import notify_thresholds
from tests.accounts.factories import administrator, lead_of
from tests.budgets.test_periods import period_key_of

pytestmark = pytest.mark.django_db


def spend(user, micros, team=None) -> None:
    apply(period_key_of(user, team), spent=micros, reserved=0)
    notify_thresholds()


def month_name(language: str = "en") -> str:
    with translation.override(language):
        return formats.date_format(this_month(), "YEAR_MONTH_FORMAT")


def notification_count(person) -> int:
    return Notification.objects.filter(person=person, kind=NotificationKind.BUDGET, read_at=None).count()


def read_all() -> None:
    Notification.objects.all().update(read_at="2026-11-29T00:00Z")


def notifications_page(client) -> str:
    return client.get(reverse("notifications")).text


@pytest.fixture
def budget(alice) -> User:
    """Alice has a budget of CN¥10 a month."""
    set_budget(alice, 10_000_000)
    return alice


def test_each_threshold_is_notified_once(budget):
    counts = []
    for _yuan in range(12):
        spend(budget, 1_000_000)
        counts.append(notification_count(budget))
        read_all()
    assert counts == [0, 0, 0, 0, 1, 0, 0, 1, 0, 1, 0, 0]


def test_only_the_highest_of_several_reached_thresholds_is_notified(budget, client_for):
    spend(budget, 8_500_000)
    assert notification_count(budget) == 1
    assert "85% of your budget" in notifications_page(client_for(budget))
    assert "CN¥8.50 of CN¥10.00. Runs that do not fit into it are stopped." in notifications_page(
        client_for(budget)
    )


def test_reserved_amounts_trigger_no_notification(budget):
    apply(period_key_of(budget), spent=0, reserved=9_000_000)
    notify_thresholds()
    assert notification_count(budget) == 0


def test_a_threshold_reached_again_after_a_raise_is_not_notified_again(budget):
    spend(budget, 8_000_000)
    raise_for_this_month(budget, 10_000_000, currency="CNY", is_sandbox=False)
    spend(budget, 8_000_000)
    assert (BudgetPeriod.objects.get().notified, notification_count(budget)) == (80, 1)
    read_all()
    spend(budget, 4_000_000)
    assert notification_count(budget) == 1


def test_lowering_a_budget_below_what_is_spent_notifies(alice):
    spend(alice, 5_000_000)
    assert notification_count(alice) == 0
    set_budget(alice, 5_000_000, is_hard=False)
    notify_thresholds()
    assert notification_count(alice) == 1


def test_without_a_budget_or_with_a_budget_of_zero_nobody_is_notified(alice, bob):
    set_budget(bob, 0)
    spend(alice, 5_000_000)
    spend(bob, 0)
    assert Notification.objects.count() == 0


def test_only_the_leads_of_a_team_are_notified(alice, bob, charlie, team, client_for):
    lead, root = lead_of(team), administrator()
    set_budget(team, 10_000_000, is_hard=False)
    spend(bob, 5_000_000, team)
    assert [notification_count(person) for person in (lead, alice, bob, charlie, root)] == [1, 0, 0, 0, 0]
    client = client_for(lead)
    assert f"Brand Studio has spent 50% of its budget for {month_name()}" in notifications_page(client)
    assert "It warns only: no run is stopped." in notifications_page(client)
    notification = Notification.objects.get(person=lead)
    assert client.post(reverse("notification_open", args=[notification.pk])).url == team.get_absolute_url()


def test_a_former_lead_no_longer_sees_the_notification(alice, team, client_for):
    lead = lead_of(team)
    set_budget(team, 10_000_000)
    spend(alice, 5_000_000, team)
    lead.memberships.update(role="designer")
    assert "Brand Studio has spent" not in notifications_page(client_for(lead))


def test_an_email_is_sent_in_the_readers_language_if_mail_is_configured(
    budget, settings, django_capture_on_commit_callbacks
):
    User.objects.filter(pk=budget.pk).update(language="zh-hans")
    settings.HAS_MAIL = True
    with django_capture_on_commit_callbacks(execute=True):
        spend(budget, 8_000_000)
    [email] = mail.outbox
    assert (email.to, email.subject) == ([budget.email], "你的预算已使用 80%")
    assert f"你 {month_name('zh-hans')}的预算已使用 80%" in email.body
    assert settings.PUBLIC_URL + reverse("usage") in email.body
