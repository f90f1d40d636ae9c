"""A user who watches a run end gets no notification; otherwise the notification says how it ended."""

from datetime import timedelta

import pytest
from django.utils import timezone

from studio.accounts import notifications
from studio.accounts.models import Notification
from studio.generations.execution import transitions
from studio.generations.live.updates import StreamConnection, update
from studio.generations.models import Generation
from studio.provider.errors import Outcome, ProviderError
from tests.fixtures import create_run
from tests.page_stream import open_stream

pytestmark = pytest.mark.django_db


def fail_run(run: Generation) -> None:
    transitions.claim(run.pk)
    transitions.refused(run.pk, ProviderError("QuotaExceeded", "", outcome=Outcome.PERMANENT, status=429))


def poll_stream(stream: StreamConnection) -> str:
    return update(stream, stream.opened).html


def notification_texts(person) -> str:
    return " ".join(notification.sentence for notification in notifications.page(person).rows)


def test_a_notification_says_how_the_run_ended(alice):
    run = create_run(alice)
    fail_run(run)
    assert notification_texts(alice) == f"Run {run.pk} failed: quota used up"


@pytest.mark.parametrize("query", ["", "run={run}"])
def test_a_run_that_its_owner_watches_creates_no_notification(alice, query):
    run = create_run(alice)
    stream = open_stream(alice, query.format(run=run.pk))
    fail_run(run)
    assert "Quota used up" in poll_stream(stream)
    assert not Notification.objects.exists()


def test_the_page_of_another_run_does_not_count_as_watching(alice):
    stream = open_stream(alice, f"run={create_run(alice).pk}")
    fail_run(create_run(alice))
    poll_stream(stream)
    assert notifications.unread_count(alice) == 1


def test_a_new_page_marks_earlier_notifications_as_read_and_keeps_them(alice):
    fail_run(create_run(alice))
    Notification.objects.update(created=timezone.now() - timedelta(minutes=9))
    poll_stream(open_stream(alice, since=timedelta(hours=1)))
    assert notifications.unread_count(alice) == 0
    assert "failed" in notification_texts(alice)


def test_a_filtered_list_marks_only_shown_runs_as_read(alice):
    fail_run(create_run(alice))
    Notification.objects.update(created=timezone.now() - timedelta(minutes=9))
    poll_stream(open_stream(alice, "state=completed", since=timedelta(hours=1)))
    assert notifications.unread_count(alice) == 1


def test_another_users_page_removes_no_notification(alice, bob, team):
    run = create_run(alice, team=team)
    stream = open_stream(bob, f"of={team.slug}")
    fail_run(run)
    poll_stream(stream)
    assert notifications.unread_count(alice) == 1
