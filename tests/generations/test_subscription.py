"""Which new runs the stream of a page adds to its list."""

import pytest
from django.http import QueryDict
from django.utils import timezone

from studio.generations.live.subscription import Subscription
from tests.fixtures import create_run

pytestmark = pytest.mark.django_db


def new_runs(viewer, query: str) -> list[int]:
    return list(Subscription.read(QueryDict(query)).new_runs(viewer).values_list("pk", flat=True))


@pytest.mark.parametrize(
    ("query", "is_new"),
    [
        ("", True), ("q=rain", True), ("q=snow", False), ("state=running", True), ("state=failed", False),
        ("state=hidden", False), ("q=rain&state=running", True),
    ],
)  # fmt: skip
def test_a_filtered_list_gets_only_what_it_would_list(alice, query, is_new):
    run = create_run(alice, prompt="rain")
    assert new_runs(alice, query) == ([run.pk] if is_new else [])


def test_a_list_of_one_person_gets_only_their_runs(alice, bob, team):
    hers, his = create_run(alice, team=team), create_run(bob, team=team)
    assert new_runs(alice, f"of={team.slug}&person={bob.pk}") == [his.pk]
    assert sorted(new_runs(alice, f"of={team.slug}")) == [hers.pk, his.pk]


def test_a_page_of_older_runs_gets_no_newer_ones(alice):
    older, newer = create_run(alice), create_run(alice)
    assert new_runs(alice, f"before={newer.pk}") == [older.pk]


def test_a_strangers_filter_finds_nothing(alice, charlie, team):
    create_run(alice, team=team, prompt="rain")
    assert new_runs(charlie, f"of={team.slug}&q=rain&person={alice.pk}") == []


def test_the_url_of_the_stream_contains_page_and_filters(alice):
    subscription = Subscription.read(QueryDict("before=7&q=rain&state=failed"))
    url = str(subscription.source(alice, since=timezone.now())["stream_url"])
    assert Subscription.read(QueryDict(url.partition("?")[2])) == subscription
