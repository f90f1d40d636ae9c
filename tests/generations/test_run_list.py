"""GET /runs/: search by words, and filters for state and person, all in the URL."""

from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from studio.accounts.models import Membership, Role
from studio.generations.execution import transitions
from studio.generations.models import HiddenRun
from studio.generations.runs.cancel import cancel
from studio.generations.views.run_list import PAGE, lists_new_runs
from tests.accounts.factories import auditor
from tests.fixtures import create_run

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def found(client_for):
    """Finds the IDs of the runs that a user sees for a query."""

    def find(viewer, **query) -> list[int]:
        response = client_for(viewer).get(reverse("runs"), query)
        assert response.status_code == 200
        return [run.pk for run in response.context["runs"]]

    return find


@pytest.mark.parametrize(
    ("q", "is_found"),
    [
        ("rainy", True), ("RAIN", True), ("street rainy", True), ('"city street"', True), ('"street city"', False),
        ("雨", True), ("雨夜", True), ("夜雨", False), ("snow", False), ("霓虹 rainy", True),
    ],
)  # fmt: skip
def test_words_are_found_in_chinese_and_english(alice, found, q, is_found):
    run = create_run(alice, prompt="Rainy city street, 雨夜的霓虹")
    create_run(alice, prompt="A vase")
    assert found(alice, q=q) == ([run.pk] if is_found else [])


def test_runs_are_filtered_by_state(alice, found):
    waiting, unknown, cancelled = (create_run(alice) for _ in range(3))
    transitions.claim(unknown.pk)
    transitions.unknown(unknown.pk, code="interrupted", message="")
    cancel(cancelled, by=alice)
    states = {"running": [waiting.pk], "unknown": [unknown.pk], "cancelled": [cancelled.pk], "failed": []}
    assert {state: found(alice, state=state) for state in states} == states


def test_a_hidden_run_is_listed_only_by_the_hidden_filter(alice, bob, team, found):
    run = create_run(alice, team=team)
    HiddenRun.objects.create(person=alice, run=run)
    assert (found(alice), found(alice, state="hidden")) == ([], [run.pk])
    assert found(bob, of=team.slug) == [run.pk]


def test_team_runs_are_filtered_by_person(alice, bob, team, found):
    hers, his = create_run(alice, team=team), create_run(bob, team=team)
    assert found(bob, of=team.slug, person=alice.pk) == [hers.pk]
    assert found(bob, of=team.slug) == [his.pk, hers.pk]
    assert found(bob, person=alice.pk) == [his.pk]


def test_a_search_finds_only_visible_runs(alice, bob, charlie, team, found, client_for):
    create_run(alice, prompt="private rain")
    teams = create_run(alice, team=team, prompt="rain for all")
    assert found(bob, q="rain") == []
    assert found(bob, q="rain", of=team.slug) == [teams.pk]
    assert found(auditor(), q="rain", of=team.slug) == [teams.pk]
    assert client_for(charlie).get(reverse("runs"), {"q": "rain", "of": team.slug}).status_code == 404


def test_the_url_of_the_next_page_keeps_the_filters(alice, bob, team, client_for):
    runs = [create_run(bob, team=team, prompt=f"rain {n}") for n in range(PAGE + 2)]
    create_run(alice, team=team, prompt="rain")
    client, query = client_for(alice), {"of": team.slug, "q": "rain", "state": "running", "person": bob.pk}
    older = client.get(reverse("runs"), query).context["older_url"]
    for response in (client.get(older), client.get(older, headers=HTMX)):
        assert [one.pk for one in response.context["runs"]] == [runs[1].pk, runs[0].pk]


def test_invalid_filters_are_ignored(alice, team, found):
    run = create_run(alice, team=team)
    assert found(alice, state="nonsense") == [run.pk]
    assert found(alice, q="?!") == [run.pk]
    assert found(alice, person="abc", of=team.slug) == [run.pk]
    assert found(alice, person="9" * 30, of=team.slug) == [run.pk]


def test_an_empty_result_offers_to_clear_the_filters(alice, team, client_for):
    create_run(alice, team=team)
    text = client_for(alice).get(reverse("runs"), {"q": "snow", "of": team.slug}).text
    assert "No runs match these filters" in text
    assert f'<a class="btn" href="{reverse("runs")}?of={team.slug}">Clear filters</a>' in text


def test_htmx_gets_only_the_partial_and_the_url_to_push(alice, client_for):
    run = create_run(alice, prompt="rain")
    response = client_for(alice).get(reverse("runs"), {"q": "rain", "state": "", "person": ""}, headers=HTMX)
    assert "<html" not in response.text
    assert f'id="run-{run.pk}"' in response.text
    assert response.headers["HX-Push-Url"] == reverse("runs") + "?q=rain"


def test_a_history_restore_gets_the_full_page(alice, client_for):
    headers = {**HTMX, "HX-History-Restore-Request": "true"}
    response = client_for(alice).get(reverse("runs"), {"q": "rain"}, headers=headers)
    assert "<html" in response.text
    assert 'name="q" value="rain"' in response.text


def test_the_person_filter_lists_only_members_of_the_team(alice, bob, charlie, team, client_for):
    Membership.objects.create(user=charlie, team=team, role=Role.VIEWER)
    client = client_for(alice)
    people = client.get(reverse("runs"), {"of": team.slug}).context["people"]
    assert {str(person) for person in people} == {"Alice", "Bob", "Charlie"}
    assert not client.get(reverse("runs")).context["people"]


@pytest.mark.parametrize(
    ("url", "at_the_top"),
    [("/", True), ("/?of=x", True), ("/runs/", True), ("/runs/?of=x", True), ("/runs/?before=9", False),
     ("/runs/?q=rain", False), ("/runs/?of=x&person=1", False), ("/runs/5/", False), ("", True)],
)  # fmt: skip
def test_only_a_list_of_the_newest_runs_gets_new_ones_at_its_top(url, at_the_top):
    assert lists_new_runs(urlsplit(url)) == at_the_top


def test_a_page_takes_few_queries(alice, client_for, django_assert_max_num_queries):
    for number in range(PAGE):
        cancel(create_run(alice, prompt=f"rain {number}"), by=alice)
    client = client_for(alice)
    client.get(reverse("runs"))
    with django_assert_max_num_queries(20):
        client.get(reverse("runs"), {"q": "rain"})
