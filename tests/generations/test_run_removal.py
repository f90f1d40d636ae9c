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
from tests.fixtures import create_run, normalize_page

pytestmark = pytest.mark.django_db

LIST_HEADERS = {"HX-Request": "true", "HX-Current-URL": "http://testserver/runs/"}


def run_url(route: str, run: Generation, **query: int) -> str:
    return reverse(route, args=[run.pk], query=query)


@pytest.fixture
def cancelled(alice, team) -> Generation:
    """Alice's cancelled run in the team, without an image."""
    return cancel(create_run(alice, team=team, prompt="A poster"), by=alice)


@pytest.fixture
def billed(alice, team) -> Generation:
    """A run that broke off after one image had been generated."""
    run = create_run(alice, team=team, max_images=2)
    transitions.claim(run.pk)
    transitions.image_made(
        run.pk, ImageSucceeded(index=0, url="https://results.example/a", size=Size(2048, 2048))
    )
    transitions.unknown(run.pk, code="interrupted", message="")
    return Generation.objects.get(pk=run.pk)


@pytest.fixture
def listed_runs(client_for):
    """The IDs of the runs in a user's list."""

    def run_ids(viewer, **query) -> list[int]:
        return [run.pk for run in client_for(viewer).get(reverse("runs"), query).context["runs"]]

    return run_ids


def test_a_deleted_run_leaves_every_list_and_stays_in_the_ledger(
    alice, bob, team, cancelled, client_for, listed_runs
):
    before = this_month(alice)
    response = client_for(alice).post(run_url("run_delete", cancelled), headers=LIST_HEADERS)
    assert "Run deleted" in response.text
    assert run_url("run_restore", cancelled) in response.text
    assert listed_runs(alice) == listed_runs(bob, of=team.slug) == []
    assert client_for(alice).get(cancelled.get_absolute_url()).status_code == 404
    assert recent_prompts(alice) == []
    cancelled.refresh_from_db()
    assert (cancelled.deleted_by, this_month(alice)) == (alice, before)


def test_undo_restores_the_card_in_its_place(alice, bob, team, cancelled, client_for, listed_runs):
    client = client_for(alice)
    client.post(run_url("run_delete", cancelled), headers=LIST_HEADERS)
    response = client.post(run_url("run_restore", cancelled, undo=1), headers=LIST_HEADERS)
    assert f'<article class="run" id="run-{cancelled.pk}"' in response.text
    assert listed_runs(alice) == listed_runs(bob, of=team.slug) == [cancelled.pk]


def test_without_htmx_the_list_shows_a_message_with_undo(alice, cancelled, client_for):
    form = {"back": reverse("runs") + "?q=poster"}
    response = client_for(alice).post(run_url("run_delete", cancelled), form, follow=True)
    assert response.redirect_chain == [(form["back"], 302)]
    assert "Run deleted" in response.text
    assert (
        f'action="{run_url("run_restore", cancelled)}?undo=1&amp;back=%2Fruns%2F%3Fq%3Dposter"'
        in response.text
    )


def test_deleting_a_run_on_its_own_page_redirects_to_the_list(alice, cancelled, client_for):
    page = cancelled.get_absolute_url()
    headers = LIST_HEADERS | {"HX-Current-URL": f"http://testserver{page}"}
    response = client_for(alice).post(run_url("run_delete", cancelled), {"back": page}, headers=headers)
    assert (response.status_code, response.headers["HX-Redirect"]) == (204, reverse("runs"))


def test_a_second_click_on_delete_succeeds_too(alice, cancelled, client_for):
    client = client_for(alice)
    codes = [
        client.post(run_url("run_delete", cancelled), headers=LIST_HEADERS).status_code for _ in range(2)
    ]
    assert codes == [200, 200]


@pytest.mark.parametrize("state", ["running", "billed"])
def test_a_run_that_is_unfinished_or_may_be_billed_cannot_be_deleted(alice, team, billed, client_for, state):
    run = billed if state == "billed" else create_run(alice, team=team)
    response = client_for(alice).post(run_url("run_delete", run), headers=LIST_HEADERS)
    assert response.status_code == 409
    assert ("Hide it instead" in response.text) == (state == "billed")
    assert Generation.objects.visible_to(alice).filter(pk=run.pk).exists()


def test_only_the_owner_and_a_lead_can_delete(bob, charlie, team, cancelled, client_for):
    for route in ("run_delete", "run_restore"):
        assert client_for(bob).post(run_url(route, cancelled)).status_code == 403
        paths = [run_url(route, cancelled), reverse(route, args=[10**9])]
        responses = [client_for(charlie).post(path) for path in paths]
        assert [response.status_code for response in responses] == [404, 404]
        assert normalize_page(responses[0].text, paths[0]) == normalize_page(responses[1].text, paths[1])
    assert (
        client_for(lead_of(team)).post(run_url("run_delete", cancelled), headers=LIST_HEADERS).status_code
        == 200
    )


def test_runs_of_an_archived_team_cannot_be_deleted(alice, team, cancelled, client_for):
    actions.archive(team, by=lead_of(team))
    assert client_for(alice).post(run_url("run_delete", cancelled), headers=LIST_HEADERS).status_code == 403


def test_a_run_is_hidden_only_for_the_user_who_hides_it(alice, bob, team, billed, client_for, listed_runs):
    response = client_for(bob).post(run_url("run_hide", billed), headers=LIST_HEADERS)
    assert "Hidden from your list" in response.text
    assert (listed_runs(bob, of=team.slug), listed_runs(alice)) == ([], [billed.pk])
    assert listed_runs(bob, of=team.slug, state="hidden") == [billed.pk]
    assert client_for(bob).get(billed.get_absolute_url()).status_code == 200


def test_a_run_is_unhidden_by_undo_and_from_the_hidden_list(bob, team, billed, client_for, listed_runs):
    client = client_for(bob)
    client.post(run_url("run_hide", billed), headers=LIST_HEADERS)
    text = client.post(run_url("run_unhide", billed, undo=1), headers=LIST_HEADERS).text
    assert f'<article class="run" id="run-{billed.pk}"' in text
    client.post(run_url("run_hide", billed), headers=LIST_HEADERS)
    text = client.post(run_url("run_unhide", billed), headers=LIST_HEADERS).text
    assert run_url("run_hide", billed) in text
    assert listed_runs(bob, of=team.slug) == [billed.pk]


def test_a_run_in_progress_cannot_be_hidden(alice, team, client_for):
    run = create_run(alice, team=team)
    response = client_for(alice).post(run_url("run_hide", run), headers=LIST_HEADERS)
    assert response.status_code == 409
    assert "still in progress" in response.text
    assert not HiddenRun.objects.exists()


def test_strangers_cannot_hide_a_run(charlie, billed, client_for):
    for route in ("run_hide", "run_unhide"):
        assert client_for(charlie).post(run_url(route, billed)).status_code == 404
