"""Who watches a run end needs no notice of it; who does not gets one that says what became of it."""

from datetime import timedelta

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from studio.accounts import notifications
from studio.accounts.models import Notification
from studio.generations.execution import transitions
from studio.generations.live.subscription import Subscription
from studio.generations.live.updates import StreamConnection, update
from studio.generations.models import Generation
from studio.provider.errors import Outcome, ProviderError
from tests.fixtures import run_of

pytestmark = pytest.mark.django_db


def page_of(person, query: str = "", *, since: timedelta = timedelta()) -> StreamConnection:
    """A page's stream, connected now."""
    client = Client()
    client.force_login(person)
    now = timezone.now()
    return StreamConnection(
        user=person.pk,
        session=client.session.session_key,
        language="en",
        subscription=Subscription.read(QueryDict(query)),
        opened=now - since,
        connected=now,
        sent={},
    )


def fail(run: Generation) -> None:
    transitions.claim(run.pk)
    transitions.refused(run.pk, ProviderError("QuotaExceeded", "", outcome=Outcome.PERMANENT, status=429))


def look(stream: StreamConnection) -> str:
    return update(stream, stream.opened).html


def listed(person) -> str:
    return " ".join(notice.sentence for notice in notifications.page(person).rows)


def test_a_notice_says_what_became_of_the_run(alice):
    run = run_of(alice)
    fail(run)
    assert listed(alice) == f"Run {run.pk} failed: quota used up"


@pytest.mark.parametrize("query", ["", "run={run}"])
def test_a_run_that_somebody_watches_makes_no_notice(alice, query):
    run = run_of(alice)
    stream = page_of(alice, query.format(run=run.pk))
    fail(run)
    assert "Quota used up" in look(stream)
    assert not Notification.objects.exists()


def test_the_page_of_another_run_watches_nothing(alice):
    stream = page_of(alice, f"run={run_of(alice).pk}")
    fail(run_of(alice))
    look(stream)
    assert notifications.unread(alice) == 1


def test_what_ended_before_the_page_was_there_is_read_and_stays_in_the_list(alice):
    fail(run_of(alice))
    Notification.objects.update(created=timezone.now() - timedelta(minutes=9))
    look(page_of(alice, since=timedelta(hours=1)))
    assert notifications.unread(alice) == 0
    assert "failed" in listed(alice)


def test_a_filtered_list_reads_nothing_that_it_does_not_show(alice):
    fail(run_of(alice))
    Notification.objects.update(created=timezone.now() - timedelta(minutes=9))
    look(page_of(alice, "state=completed", since=timedelta(hours=1)))
    assert notifications.unread(alice) == 1


def test_somebody_elses_page_withdraws_nothing(alice, bob, team):
    run = run_of(alice, team=team)
    stream = page_of(bob, f"of={team.slug}")
    fail(run)
    look(stream)
    assert notifications.unread(alice) == 1
