"""GET /runs/: runs searched by words and narrowed by state and person, all of it in the address."""

from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from studio.accounts.models import Membership, Role
from studio.generations.execution import transitions
from studio.generations.models import HiddenRun
from studio.generations.runs.cancel import cancel
from studio.generations.views.run_list import PAGE, lists_new_runs
from tests.accounts.factories import auditor
from tests.fixtures import run_of

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def found(browser_of):
    """The numbers of the runs that somebody finds."""

    def find(viewer, **query) -> list[int]:
        answer = browser_of(viewer).get(reverse("runs"), query)
        assert answer.status_code == 200
        return [run.pk for run in answer.context["runs"]]

    return find


@pytest.mark.parametrize(
    ("q", "is_found"),
    [
        ("rainy", True), ("RAIN", True), ("street rainy", True), ('"city street"', True), ('"street city"', False),
        ("雨", True), ("雨夜", True), ("夜雨", False), ("snow", False), ("霓虹 rainy", True),
    ],
)  # fmt: skip
def test_words_are_found_in_chinese_and_english(alice, found, q, is_found):
    run = run_of(alice, prompt="Rainy city street, 雨夜的霓虹")
    run_of(alice, prompt="A vase")
    assert found(alice, q=q) == ([run.pk] if is_found else [])


def test_states_are_distinguishable(alice, found):
    waiting, called, cancelled = (run_of(alice) for _ in range(3))
    transitions.claim(called.pk)
    transitions.unknown(called.pk, code="interrupted", message="")
    cancel(cancelled, by=alice)
    states = {"running": [waiting.pk], "unknown": [called.pk], "cancelled": [cancelled.pk], "failed": []}
    assert {state: found(alice, state=state) for state in states} == states


def test_a_hidden_run_is_only_among_the_hidden_ones(alice, bob, team, found):
    run = run_of(alice, team=team)
    HiddenRun.objects.create(person=alice, run=run)
    assert (found(alice), found(alice, state="hidden")) == ([], [run.pk])
    assert found(bob, of=team.slug) == [run.pk]


def test_in_a_team_a_person_is_chosen(alice, bob, team, found):
    hers, his = run_of(alice, team=team), run_of(bob, team=team)
    assert found(bob, of=team.slug, person=alice.pk) == [hers.pk]
    assert found(bob, of=team.slug) == [his.pk, hers.pk]
    assert found(bob, person=alice.pk) == [his.pk]


def test_a_search_stays_within_what_one_may_see(alice, bob, charlie, team, found, browser_of):
    run_of(alice, prompt="private rain")
    teams = run_of(alice, team=team, prompt="rain for all")
    assert found(bob, q="rain") == []
    assert found(bob, q="rain", of=team.slug) == [teams.pk]
    assert found(auditor(), q="rain", of=team.slug) == [teams.pk]
    assert browser_of(charlie).get(reverse("runs"), {"q": "rain", "of": team.slug}).status_code == 404


def test_the_address_of_the_next_page_keeps_the_filters(alice, bob, team, browser_of):
    runs = [run_of(bob, team=team, prompt=f"rain {n}") for n in range(PAGE + 2)]
    run_of(alice, team=team, prompt="rain")
    client, query = browser_of(alice), {"of": team.slug, "q": "rain", "state": "running", "person": bob.pk}
    older = client.get(reverse("runs"), query).context["older_url"]
    for answer in (client.get(older), client.get(older, headers=HTMX)):
        assert [one.pk for one in answer.context["runs"]] == [runs[1].pk, runs[0].pk]


def test_what_makes_no_sense_is_not_looked_at(alice, team, found):
    run = run_of(alice, team=team)
    assert found(alice, state="nonsense") == [run.pk]
    assert found(alice, q="?!") == [run.pk]
    assert found(alice, person="abc", of=team.slug) == [run.pk]
    assert found(alice, person="9" * 30, of=team.slug) == [run.pk]


def test_where_nothing_is_found_the_filters_can_be_cleared(alice, team, browser_of):
    run_of(alice, team=team)
    text = browser_of(alice).get(reverse("runs"), {"q": "snow", "of": team.slug}).text
    assert "No runs match these filters" in text
    assert f'<a class="btn" href="{reverse("runs")}?of={team.slug}">Clear filters</a>' in text


def test_to_htmx_comes_the_part_that_changes_with_its_own_address(alice, browser_of):
    run = run_of(alice, prompt="rain")
    answer = browser_of(alice).get(reverse("runs"), {"q": "rain", "state": "", "person": ""}, headers=HTMX)
    assert "<html" not in answer.text
    assert f'id="run-{run.pk}"' in answer.text
    assert answer.headers["HX-Push-Url"] == reverse("runs") + "?q=rain"


def test_back_gets_the_whole_page(alice, browser_of):
    headers = {**HTMX, "HX-History-Restore-Request": "true"}
    answer = browser_of(alice).get(reverse("runs"), {"q": "rain"}, headers=headers)
    assert "<html" in answer.text
    assert 'name="q" value="rain"' in answer.text


def test_the_filters_offer_the_people_of_the_team_alone(alice, bob, charlie, team, browser_of):
    Membership.objects.create(user=charlie, team=team, role=Role.VIEWER)
    client = browser_of(alice)
    people = client.get(reverse("runs"), {"of": team.slug}).context["people"]
    assert {str(person) for person in people} == {"Alice", "Bob", "Charlie"}
    assert not client.get(reverse("runs")).context["people"]


@pytest.mark.parametrize(
    ("address", "at_the_top"),
    [("/", True), ("/?of=x", True), ("/runs/", True), ("/runs/?of=x", True), ("/runs/?before=9", False),
     ("/runs/?q=rain", False), ("/runs/?of=x&person=1", False), ("/runs/5/", False), ("", True)],
)  # fmt: skip
def test_only_a_list_of_the_newest_runs_has_new_ones_at_its_top(address, at_the_top):
    assert lists_new_runs(urlsplit(address)) == at_the_top


def test_a_page_takes_few_queries(alice, browser_of, django_assert_max_num_queries):
    for number in range(PAGE):
        cancel(run_of(alice, prompt=f"rain {number}"), by=alice)
    client = browser_of(alice)
    client.get(reverse("runs"))
    with django_assert_max_num_queries(20):
        client.get(reverse("runs"), {"q": "rain"})
