"""POST /runs/<id>/delete/, hide/ and their undo: runs leave the lists, the ledger keeps them."""

import pytest
from django.urls import reverse

from studio.accounts.teams import actions
from studio.generations.composer.drafts import recent_prompts
from studio.generations.execution import transitions
from studio.generations.models import Generation, HiddenRun
from studio.generations.runs.cancel import cancel
from studio.provider.sizes import Size
from studio.provider.stream.events import ImageSucceeded
from studio.usage.month import this_month
from tests.accounts.factories import lead_of
from tests.fixtures import run_of, same

pytestmark = pytest.mark.django_db

LIST = {"HX-Request": "true", "HX-Current-URL": "http://testserver/runs/"}


def url(route: str, run: Generation, **query: int) -> str:
    return reverse(route, args=[run.pk], query=query)


@pytest.fixture
def cancelled(alice, team) -> Generation:
    """Alice's in the team, without an image."""
    return cancel(run_of(alice, team=team, prompt="A poster"), by=alice)


@pytest.fixture
def billed(alice, team) -> Generation:
    """It failed after one image had been made."""
    run = run_of(alice, team=team, max_images=2)
    transitions.claim(run.pk)
    transitions.image_made(
        run.pk, ImageSucceeded(index=0, url="https://results.example/a", size=Size(2048, 2048))
    )
    transitions.unknown(run.pk, code="interrupted", message="")
    return Generation.objects.get(pk=run.pk)


@pytest.fixture
def listed(browser_of):
    """The numbers of the runs in somebody's list."""

    def numbers(viewer, **query) -> list[int]:
        return [run.pk for run in browser_of(viewer).get(reverse("runs"), query).context["runs"]]

    return numbers


def test_a_deleted_run_leaves_every_list_and_stays_in_the_ledger(
    alice, bob, team, cancelled, browser_of, listed
):
    before = this_month(alice)
    answer = browser_of(alice).post(url("run_delete", cancelled), headers=LIST)
    assert "Run deleted" in answer.text
    assert url("run_restore", cancelled) in answer.text
    assert listed(alice) == listed(bob, of=team.slug) == []
    assert browser_of(alice).get(cancelled.get_absolute_url()).status_code == 404
    assert recent_prompts(alice) == []
    cancelled.refresh_from_db()
    assert (cancelled.deleted_by, this_month(alice)) == (alice, before)


def test_undo_brings_the_card_back_in_its_place(alice, bob, team, cancelled, browser_of, listed):
    client = browser_of(alice)
    client.post(url("run_delete", cancelled), headers=LIST)
    answer = client.post(url("run_restore", cancelled, undo=1), headers=LIST)
    assert f'<article class="run" id="run-{cancelled.pk}"' in answer.text
    assert listed(alice) == listed(bob, of=team.slug) == [cancelled.pk]


def test_without_htmx_the_list_says_it_and_offers_the_undo(alice, cancelled, browser_of):
    form = {"back": reverse("runs") + "?q=poster"}
    answer = browser_of(alice).post(url("run_delete", cancelled), form, follow=True)
    assert answer.redirect_chain == [(form["back"], 302)]
    assert "Run deleted" in answer.text
    assert f'action="{url("run_restore", cancelled)}?undo=1&amp;back=%2Fruns%2F%3Fq%3Dposter"' in answer.text


def test_on_its_own_page_it_leads_to_the_list(alice, cancelled, browser_of):
    page = cancelled.get_absolute_url()
    headers = LIST | {"HX-Current-URL": f"http://testserver{page}"}
    answer = browser_of(alice).post(url("run_delete", cancelled), {"back": page}, headers=headers)
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, reverse("runs"))


def test_a_second_click_deletes_nothing_else(alice, cancelled, browser_of):
    client = browser_of(alice)
    codes = [client.post(url("run_delete", cancelled), headers=LIST).status_code for _ in range(2)]
    assert codes == [200, 200]


@pytest.mark.parametrize("state", ["running", "billed"])
def test_what_may_be_billed_or_goes_on_is_never_deleted(alice, team, billed, browser_of, state):
    run = billed if state == "billed" else run_of(alice, team=team)
    answer = browser_of(alice).post(url("run_delete", run), headers=LIST)
    assert answer.status_code == 409
    assert ("Hide it instead" in answer.text) == (state == "billed")
    assert Generation.objects.visible_to(alice).filter(pk=run.pk).exists()


def test_the_owner_and_a_lead_delete_and_nobody_else(bob, charlie, team, cancelled, browser_of):
    for route in ("run_delete", "run_restore"):
        assert browser_of(bob).post(url(route, cancelled)).status_code == 403
        paths = [url(route, cancelled), reverse(route, args=[10**9])]
        answers = [browser_of(charlie).post(path) for path in paths]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert same(answers[0].text, paths[0]) == same(answers[1].text, paths[1])
    assert browser_of(lead_of(team)).post(url("run_delete", cancelled), headers=LIST).status_code == 200


def test_in_an_archived_team_nothing_is_deleted(alice, team, cancelled, browser_of):
    actions.archive(team, by=lead_of(team))
    assert browser_of(alice).post(url("run_delete", cancelled), headers=LIST).status_code == 403


def test_a_hidden_run_is_gone_for_one_person_alone(alice, bob, team, billed, browser_of, listed):
    answer = browser_of(bob).post(url("run_hide", billed), headers=LIST)
    assert "Hidden from your list" in answer.text
    assert (listed(bob, of=team.slug), listed(alice)) == ([], [billed.pk])
    assert listed(bob, of=team.slug, state="hidden") == [billed.pk]
    assert browser_of(bob).get(billed.get_absolute_url()).status_code == 200


def test_it_is_shown_again_by_undo_and_from_the_hidden_ones(bob, team, billed, browser_of, listed):
    client = browser_of(bob)
    client.post(url("run_hide", billed), headers=LIST)
    text = client.post(url("run_unhide", billed, undo=1), headers=LIST).text
    assert f'<article class="run" id="run-{billed.pk}"' in text
    client.post(url("run_hide", billed), headers=LIST)
    text = client.post(url("run_unhide", billed), headers=LIST).text
    assert url("run_hide", billed) in text
    assert listed(bob, of=team.slug) == [billed.pk]


def test_a_run_in_progress_cannot_be_hidden(alice, team, browser_of):
    run = run_of(alice, team=team)
    answer = browser_of(alice).post(url("run_hide", run), headers=LIST)
    assert answer.status_code == 409
    assert "still in progress" in answer.text
    assert not HiddenRun.objects.exists()


def test_strangers_hide_nothing(charlie, billed, browser_of):
    for route in ("run_hide", "run_unhide"):
        assert browser_of(charlie).post(url(route, billed)).status_code == 404
