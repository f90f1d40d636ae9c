"""Which new runs a page's stream puts at the top of its list."""

import pytest
from django.http import QueryDict
from django.utils import timezone

from studio.generations.live.subscription import Subscription
from tests.fixtures import run_of

pytestmark = pytest.mark.django_db


def new_runs(viewer, address: str) -> list[int]:
    return list(Subscription.read(QueryDict(address)).new_runs(viewer).values_list("pk", flat=True))


@pytest.mark.parametrize(
    ("address", "is_new"),
    [
        ("", True), ("q=rain", True), ("q=snow", False), ("state=running", True), ("state=failed", False),
        ("state=hidden", False), ("q=rain&state=running", True),
    ],
)  # fmt: skip
def test_a_filtered_list_gets_only_what_it_would_list(alice, address, is_new):
    run = run_of(alice, prompt="rain")
    assert new_runs(alice, address) == ([run.pk] if is_new else [])


def test_a_list_of_one_person_gets_only_theirs(alice, bob, team):
    hers, his = run_of(alice, team=team), run_of(bob, team=team)
    assert new_runs(alice, f"of={team.slug}&person={bob.pk}") == [his.pk]
    assert sorted(new_runs(alice, f"of={team.slug}")) == [hers.pk, his.pk]


def test_a_page_of_older_runs_gets_none(alice):
    older, newer = run_of(alice), run_of(alice)
    assert new_runs(alice, f"before={newer.pk}") == [older.pk]


def test_a_strangers_filter_finds_nothing(alice, charlie, team):
    run_of(alice, team=team, prompt="rain")
    assert new_runs(charlie, f"of={team.slug}&q=rain&person={alice.pk}") == []


def test_the_address_of_the_stream_carries_page_and_filters(alice):
    watch = Subscription.read(QueryDict("before=7&q=rain&state=failed"))
    url = str(watch.source(alice, since=timezone.now())["stream_url"])
    assert Subscription.read(QueryDict(url.partition("?")[2])) == watch
