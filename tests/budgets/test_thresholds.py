"""People are told when half, most and all of a budget is spent: each share once a month."""

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


def month(language: str = "en") -> str:
    with translation.override(language):
        return formats.date_format(this_month(), "YEAR_MONTH_FORMAT")


def notification_count(person) -> int:
    return Notification.objects.filter(person=person, kind=NotificationKind.BUDGET, read_at=None).count()


def read_all() -> None:
    Notification.objects.all().update(read_at="2026-11-29T00:00Z")


def sentences(client) -> str:
    return client.get(reverse("notifications")).text


@pytest.fixture
def budget(alice) -> User:
    """Alice has ten yuan a month."""
    set_budget(alice, 10_000_000)
    return alice


def test_each_share_is_notified_once(budget):
    seen = []
    for _yuan in range(12):
        spend(budget, 1_000_000)
        seen.append(notification_count(budget))
        read_all()
    assert seen == [0, 0, 0, 0, 1, 0, 0, 1, 0, 1, 0, 0]


def test_of_several_shares_at_once_the_highest_is_notified(budget, browser_of):
    spend(budget, 8_500_000)
    assert notification_count(budget) == 1
    assert "85% of your budget" in sentences(browser_of(budget))
    assert "CN¥8.50 of CN¥10.00. Runs that do not fit into it are stopped." in sentences(browser_of(budget))


def test_what_is_only_reserved_is_not_notified(budget):
    apply(period_key_of(budget), spent=0, reserved=9_000_000)
    notify_thresholds()
    assert notification_count(budget) == 0


def test_a_share_that_is_reached_again_after_a_raise_is_not_notified_again(budget):
    spend(budget, 8_000_000)
    raise_for_this_month(budget, 10_000_000, currency="CNY", is_sandbox=False)
    spend(budget, 8_000_000)
    assert (BudgetPeriod.objects.get().notified, notification_count(budget)) == (80, 1)
    read_all()
    spend(budget, 4_000_000)
    assert notification_count(budget) == 1


def test_a_budget_that_is_lowered_below_what_is_spent_is_notified(alice):
    spend(alice, 5_000_000)
    assert notification_count(alice) == 0
    set_budget(alice, 5_000_000, is_hard=False)
    notify_thresholds()
    assert notification_count(alice) == 1


def test_without_a_limit_or_with_one_of_nothing_nobody_is_notified(alice, bob):
    set_budget(bob, 0)
    spend(alice, 5_000_000)
    spend(bob, 0)
    assert Notification.objects.count() == 0


def test_the_leads_of_a_team_are_notified_and_nobody_else(alice, bob, charlie, team, browser_of):
    lead, root = lead_of(team), administrator()
    set_budget(team, 10_000_000, is_hard=False)
    spend(bob, 5_000_000, team)
    assert [notification_count(person) for person in (lead, alice, bob, charlie, root)] == [1, 0, 0, 0, 0]
    client = browser_of(lead)
    assert f"Brand Studio has spent 50% of its budget for {month()}" in sentences(client)
    assert "It warns only: no run is stopped." in sentences(client)
    notice = Notification.objects.get(person=lead)
    assert client.post(reverse("notification_open", args=[notice.pk])).url == team.get_absolute_url()


def test_who_is_no_lead_any_more_no_longer_sees_it(alice, team, browser_of):
    lead = lead_of(team)
    set_budget(team, 10_000_000)
    spend(alice, 5_000_000, team)
    lead.memberships.update(role="designer")
    assert "Brand Studio has spent" not in sentences(browser_of(lead))


def test_a_mail_goes_out_where_mail_is_set_up_in_the_readers_language(
    budget, settings, django_capture_on_commit_callbacks
):
    User.objects.filter(pk=budget.pk).update(language="zh-hans")
    settings.HAS_MAIL = True
    with django_capture_on_commit_callbacks(execute=True):
        spend(budget, 8_000_000)
    [letter] = mail.outbox
    assert (letter.to, letter.subject) == ([budget.email], "你的预算已使用 80%")
    assert f"你 {month('zh-hans')}的预算已使用 80%" in letter.body
    assert settings.PUBLIC_URL + reverse("usage") in letter.body
