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
from tests.fixtures import create_run, normalize_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(alice, bob, team) -> Generation:
    return create_run(alice, team=team)


@pytest.fixture
def notification(alice, run):
    """Alice's only notification: her run in the team has ended."""
    notifications.notify(alice, kind=NotificationKind.RUN, object_id=run.pk, team=run.team, text="A vase")
    return Notification.objects.get()


def notify_of_runs(person, count: int) -> list[Generation]:
    runs = [create_run(person) for _ in range(count)]
    for run in runs:
        notifications.notify(person, kind=NotificationKind.RUN, object_id=run.pk)
    return runs


def test_the_list_shows_what_was_notified(client_for, alice, run, notification):
    page = client_for(alice).get(reverse("notifications"))
    assert f"Run {run.pk}: 0 of 1 image" in page.text
    assert "A vase" in page.text
    assert "Notifications, 1 unread" in page.text


def test_nobody_else_sees_the_notifications(client_for, bob, charlie, notification):
    for person in (bob, charlie, administrator()):
        page = client_for(person).get(reverse("notifications"))
        assert "You're all caught up" in page.text
        assert "unread" not in page.text


def test_opening_the_list_marks_nothing_as_read(client_for, alice, notification):
    client_for(alice).get(reverse("notifications"))
    assert notifications.unread_count(alice) == 1


def test_opening_one_marks_it_as_read_and_redirects_to_its_page(client_for, alice, run, notification):
    response = client_for(alice).post(reverse("notification_open", args=[notification.pk]))
    assert response.url == run.get_absolute_url()
    assert notifications.unread_count(alice) == 0


def test_the_notification_of_another_person_is_treated_as_missing(client_for, bob, charlie, notification):
    for person in (bob, charlie):
        for route in ("notification_open", "notification_join"):
            paths = [reverse(route, args=[pk]) for pk in (notification.pk, 10**9)]
            responses = [client_for(person).post(path) for path in paths]
            assert [response.status_code for response in responses] == [404, 404]
            assert normalize_page(responses[0].text, paths[0]) == normalize_page(responses[1].text, paths[1])
    notification.refresh_from_db()
    assert notification.read_at is None


def test_marking_all_as_read_leaves_out_what_came_later(client_for, alice, notification):
    notify_of_runs(alice, 1)
    client_for(alice).post(reverse("notifications_read"), {"until": notification.pk})
    assert notifications.unread_count(alice) == 1
    client_for(alice).post(reverse("notifications_read"))
    assert notifications.unread_count(alice) == 0


def test_marking_all_as_read_does_not_change_those_of_others(client_for, alice, bob, notification):
    client_for(bob).post(reverse("notifications_read"))
    assert notifications.unread_count(alice) == 1


def test_a_page_that_shows_the_run_marks_its_notification_as_read(alice, run, notification):
    notifications.mark_read(alice, kind=NotificationKind.RUN, object_ids=[run.pk - 1])
    assert notifications.unread_count(alice) == 1
    notifications.mark_read(alice, kind=NotificationKind.RUN, object_ids=[run.pk - 1, run.pk])
    assert notifications.unread_count(alice) == 0


def test_the_end_of_a_run_is_notified_once(alice, run, notification):
    notifications.notify(alice, kind=NotificationKind.RUN, object_id=run.pk)
    assert alice.notifications.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Notification.objects.create(person=alice, kind=NotificationKind.RUN, object_id=run.pk)


def test_nobody_is_notified_of_their_own_mention(alice):
    notifications.notify(alice, kind=NotificationKind.MENTION, object_id=1, actor=alice)
    assert notifications.unread_count(alice) == 0


def test_a_former_member_does_not_see_the_notifications_of_the_team(
    client_for, alice, bob, team, notification
):
    members.remove(Membership.objects.get(user=alice, team=team), by=lead_of(team))
    assert notifications.unread_count(alice) == 0
    client = client_for(alice)
    assert "A vase" not in client.get(reverse("notifications")).text
    assert client.post(reverse("notification_open", args=[notification.pk])).status_code == 404
    Membership.objects.create(user=alice, team=team, role=Role.VIEWER)
    assert notifications.unread_count(alice) == 1


def test_a_run_that_a_person_may_not_see_makes_no_notification(client_for, alice, bob, charlie, run):
    notifications.notify(charlie, kind=NotificationKind.RUN, object_id=run.pk, text="A vase")
    notifications.notify(charlie, kind=NotificationKind.RUN, object_id=10**9, text="A vase")
    assert notifications.unread_count(charlie) == 0
    assert "A vase" not in client_for(charlie).get(reverse("notifications")).text


def test_a_suspended_person_gets_no_notification(charlie):
    charlie.is_active = False
    notifications.notify(charlie, kind=NotificationKind.RUN, object_id=1)
    assert not Notification.objects.exists()


def test_forgetting_a_run_deletes_its_notifications(alice, bob, run, notification):
    notifications.notify(bob, kind=NotificationKind.RUN, object_id=run.pk)
    notifications.delete_notifications(NotificationKind.RUN, run.pk)
    assert not Notification.objects.exists()


def test_a_long_text_is_truncated_and_put_on_one_line(alice):
    notifications.notify(alice, kind=NotificationKind.RUN, object_id=1, text="A vase\n\n" + "x" * 300)
    text = Notification.objects.get().text
    assert (text[:8], text[-2:], len(text)) == ("A vase x", "x…", 200)


def test_the_list_continues_on_the_next_page(client_for, alice):
    runs = notify_of_runs(alice, notifications.PAGE + 1)
    client = client_for(alice)
    first = client.get(reverse("notifications"))
    assert f"Run {runs[-1].pk}: 0 of 1 image" in first.text
    second = client.get(first.context["next_url"])
    assert f"Run {runs[0].pk}: 0 of 1 image" in second.text
    assert (len(second.context["notices"]), second.context["next_url"]) == (1, None)


def test_more_than_99_are_shown_as_99_plus(client_for, alice):
    notify_of_runs(alice, notifications.MANY + 1)
    assert ">99+<" in client_for(alice).get(reverse("gallery")).text


def test_a_page_counts_notifications_with_two_queries(
    client_for, alice, notification, monkeypatch, django_assert_max_num_queries
):
    monkeypatch.setattr(installation, "CACHE_SECONDS", 60)
    client = client_for(alice)
    client.get(reverse("gallery"))  # fills the cache of the studio's settings
    with django_assert_max_num_queries(12) as caught:
        client.get(reverse("gallery"))
    assert len([query for query in caught if "accounts_notification" in query["sql"]]) == 2


def test_names_and_texts_are_escaped(client_for, alice, team):
    notifications.notify(
        alice,
        kind=NotificationKind.MENTION,
        object_id=1,
        actor=lead_of(team, "<i>Yue"),
        text="<script>x</script>",
    )
    page = client_for(alice).get(reverse("notifications")).text
    assert "<script>x" not in page
    assert "<i>Yue" not in page


def test_notifications_are_deleted_with_the_account(alice, charlie):
    notifications.notify(charlie, kind=NotificationKind.RUN, object_id=1)
    deletion.delete_account(charlie)
    assert not Notification.objects.exists()


def test_a_notification_by_a_deleted_person_has_no_name(client_for, alice, bob, team):
    notifications.notify(alice, kind=NotificationKind.INVITATION, object_id=1, actor=bob)
    run = create_run(alice)
    notifications.notify(alice, kind=NotificationKind.RUN, object_id=run.pk, actor=bob)
    deletion.delete_account(bob)
    page = client_for(alice).get(reverse("notifications")).text
    assert f"<b>Former member</b> cancelled your run <b>{run.pk}</b>" in page
    assert "Bob" not in page


def test_the_notification_of_a_run_that_ended_in_view_is_withdrawn(alice, run, notification):
    notifications.delete_watched(
        alice,
        kind=NotificationKind.RUN,
        object_ids=[run.pk],
        since=notification.created + timedelta(seconds=1),
    )
    assert notifications.unread_count(alice) == 1, "it ended before they looked"
    notifications.delete_watched(
        alice, kind=NotificationKind.RUN, object_ids=[run.pk], since=notification.created
    )
    assert not Notification.objects.exists()


def test_the_action_of_another_person_is_notified_even_in_view(alice, bob):
    run = create_run(alice)
    notifications.notify(alice, kind=NotificationKind.RUN, object_id=run.pk, actor=bob)
    notifications.delete_watched(
        alice, kind=NotificationKind.RUN, object_ids=[run.pk], since=Notification.objects.get().created
    )
    assert notifications.unread_count(alice) == 1
