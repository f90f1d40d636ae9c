"""Notifications: who gets which, who may still see it, and how it is read."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from studio.accounts import notifications
from studio.accounts.models import Membership, Notification, NotificationKind, Role
from studio.accounts.teams import members
from studio.accounts.users import deletion
from studio.generations.models import Generation
from studio.policies import installation
from tests.accounts.factories import administrator, lead_of
from tests.fixtures import run_of, same

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(alice, bob, team) -> Generation:
    return run_of(alice, team=team)


@pytest.fixture
def notification(alice, run):
    """Alice's run has ended; it is the only thing that she is told, and of the team."""
    notifications.notify(alice, kind=NotificationKind.RUN, thing=run.pk, team=run.team, words="A vase")
    return Notification.objects.get()


def run_notices(person, count: int) -> list[Generation]:
    runs = [run_of(person) for _ in range(count)]
    for run in runs:
        notifications.notify(person, kind=NotificationKind.RUN, thing=run.pk)
    return runs


def test_the_list_shows_what_was_notified(browser_of, alice, run, notification):
    page = browser_of(alice).get(reverse("notifications"))
    assert f"Run {run.pk}: 0 of 1 image" in page.text
    assert "A vase" in page.text
    assert "Notifications, 1 unread" in page.text


def test_nobody_else_sees_them(browser_of, bob, charlie, notification):
    for person in (bob, charlie, administrator()):
        page = browser_of(person).get(reverse("notifications"))
        assert "You're all caught up" in page.text
        assert "unread" not in page.text


def test_looking_at_the_list_reads_nothing(browser_of, alice, notification):
    browser_of(alice).get(reverse("notifications"))
    assert notifications.unread(alice) == 1


def test_opening_one_reads_it_and_leads_to_its_thing(browser_of, alice, run, notification):
    answer = browser_of(alice).post(reverse("notification_open", args=[notification.pk]))
    assert answer.url == run.get_absolute_url()
    assert notifications.unread(alice) == 0


def test_a_strangers_notice_is_a_missing_one(browser_of, bob, charlie, notification):
    for person in (bob, charlie):
        for route in ("notification_open", "notification_join"):
            paths = [reverse(route, args=[pk]) for pk in (notification.pk, 10**9)]
            answers = [browser_of(person).post(path) for path in paths]
            assert [answer.status_code for answer in answers] == [404, 404]
            assert same(answers[0].text, paths[0]) == same(answers[1].text, paths[1])
    notification.refresh_from_db()
    assert notification.read_at is None


def test_all_are_read_at_once_but_not_what_came_later(browser_of, alice, notification):
    run_notices(alice, 1)
    browser_of(alice).post(reverse("notifications_read"), {"until": notification.pk})
    assert notifications.unread(alice) == 1
    browser_of(alice).post(reverse("notifications_read"))
    assert notifications.unread(alice) == 0


def test_reading_all_reads_nobody_elses(browser_of, alice, bob, notification):
    browser_of(bob).post(reverse("notifications_read"))
    assert notifications.unread(alice) == 1


def test_a_page_that_shows_the_thing_reads_its_notice(alice, run, notification):
    notifications.mark_read(alice, kind=NotificationKind.RUN, things=[run.pk - 1])
    assert notifications.unread(alice) == 1
    notifications.mark_read(alice, kind=NotificationKind.RUN, things=[run.pk - 1, run.pk])
    assert notifications.unread(alice) == 0


def test_an_end_is_notified_once(alice, run, notification):
    notifications.notify(alice, kind=NotificationKind.RUN, thing=run.pk)
    assert alice.notifications.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Notification.objects.create(person=alice, kind=NotificationKind.RUN, thing=run.pk)


def test_nobody_is_notified_of_their_own_words(alice):
    notifications.notify(alice, kind=NotificationKind.MENTION, thing=1, actor=alice)
    assert notifications.unread(alice) == 0


def test_a_former_member_sees_none_of_its_notices(browser_of, alice, bob, team, notification):
    members.remove(Membership.objects.get(user=alice, team=team), by=lead_of(team))
    assert notifications.unread(alice) == 0
    client = browser_of(alice)
    assert "A vase" not in client.get(reverse("notifications")).text
    assert client.post(reverse("notification_open", args=[notification.pk])).status_code == 404
    Membership.objects.create(user=alice, team=team, role=Role.VIEWER)
    assert notifications.unread(alice) == 1


def test_a_run_that_somebody_may_not_see_makes_no_notification(browser_of, alice, bob, charlie, run):
    notifications.notify(charlie, kind=NotificationKind.RUN, thing=run.pk, words="A vase")
    notifications.notify(charlie, kind=NotificationKind.RUN, thing=10**9, words="A vase")
    assert notifications.unread(charlie) == 0
    assert "A vase" not in browser_of(charlie).get(reverse("notifications")).text


def test_somebody_suspended_gets_no_notification(charlie):
    charlie.is_active = False
    notifications.notify(charlie, kind=NotificationKind.RUN, thing=1)
    assert not Notification.objects.exists()


def test_a_forgotten_thing_is_nobodys_notice(alice, bob, run, notification):
    notifications.notify(bob, kind=NotificationKind.RUN, thing=run.pk)
    notifications.forget(NotificationKind.RUN, run.pk)
    assert not Notification.objects.exists()


def test_long_words_are_cut_and_put_on_one_line(alice):
    notifications.notify(alice, kind=NotificationKind.RUN, thing=1, words="A vase\n\n" + "x" * 300)
    words = Notification.objects.get().words
    assert (words[:8], words[-2:], len(words)) == ("A vase x", "x…", 200)


def test_the_list_continues_on_a_next_page(browser_of, alice):
    runs = run_notices(alice, notifications.PAGE + 1)
    client = browser_of(alice)
    first = client.get(reverse("notifications"))
    assert f"Run {runs[-1].pk}: 0 of 1 image" in first.text
    second = client.get(first.context["next_url"])
    assert f"Run {runs[0].pk}: 0 of 1 image" in second.text
    assert (len(second.context["notices"]), second.context["next_url"]) == (1, None)


def test_more_than_anybody_counts_are_shown_as_many(browser_of, alice):
    run_notices(alice, notifications.MANY + 1)
    assert ">99+<" in browser_of(alice).get(reverse("gallery")).text


def test_a_page_counts_them_with_two_queries(
    browser_of, alice, notification, monkeypatch, django_assert_max_num_queries
):
    monkeypatch.setattr(installation, "CACHE_SECONDS", 60)
    client = browser_of(alice)
    client.get(reverse("gallery"))  # a process that has answered before knows the studio's settings
    with django_assert_max_num_queries(12) as caught:
        client.get(reverse("gallery"))
    assert len([query for query in caught if "accounts_notification" in query["sql"]]) == 2


def test_words_are_shown_as_words(browser_of, alice, team):
    notifications.notify(
        alice,
        kind=NotificationKind.MENTION,
        thing=1,
        actor=lead_of(team, "<i>Yue"),
        words="<script>x</script>",
    )
    page = browser_of(alice).get(reverse("notifications")).text
    assert "<script>x" not in page
    assert "<i>Yue" not in page


def test_notices_go_with_the_account(alice, charlie):
    notifications.notify(charlie, kind=NotificationKind.RUN, thing=1)
    deletion.delete_account(charlie)
    assert not Notification.objects.exists()


def test_a_notice_by_somebody_who_left_has_no_name(browser_of, alice, bob, team):
    notifications.notify(alice, kind=NotificationKind.INVITATION, thing=1, actor=bob)
    run = run_of(alice)
    notifications.notify(alice, kind=NotificationKind.RUN, thing=run.pk, actor=bob)
    deletion.delete_account(bob)
    page = browser_of(alice).get(reverse("notifications")).text
    assert f"<b>Former member</b> cancelled your run <b>{run.pk}</b>" in page
    assert "Bob" not in page


def test_a_run_that_ended_in_view_needs_no_notification(alice, run, notification):
    notifications.withdraw(
        alice, kind=NotificationKind.RUN, things=[run.pk], since=notification.created + timedelta(seconds=1)
    )
    assert notifications.unread(alice) == 1, "it ended before they looked"
    notifications.withdraw(alice, kind=NotificationKind.RUN, things=[run.pk], since=notification.created)
    assert not Notification.objects.exists()


def test_what_somebody_else_did_is_notified_even_to_those_who_watched(alice, bob):
    run = run_of(alice)
    notifications.notify(alice, kind=NotificationKind.RUN, thing=run.pk, actor=bob)
    notifications.withdraw(
        alice, kind=NotificationKind.RUN, things=[run.pk], since=Notification.objects.get().created
    )
    assert notifications.unread(alice) == 1
