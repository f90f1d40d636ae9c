"""The dialog on the card of a run of unknown outcome: who may decide, and how stale or invalid forms are refused."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from studio.accounts.models import Membership, Role
from studio.generations.execution import transitions
from studio.generations.models import OutcomeDecision
from tests.accounts.factories import administrator, auditor, lead_of
from tests.generations.unknown_runs import NOTE, accept, run_facts, unknown_run

pytestmark = pytest.mark.django_db


def post(client, run, *, htmx=True, decision="billed", note=NOTE):
    headers = {"HX-Request": "true"} if htmx else {}
    return client.post(
        reverse("run_outcome", args=[run.pk]), {"decision": decision, "note": note}, headers=headers
    )


@pytest.fixture
def private_run(alice):
    return unknown_run(alice)


@pytest.fixture
def team_run(alice, team):
    return unknown_run(alice, team=team)


def test_the_dialog_counts_only_the_unknown_images(alice, client_for):
    run = unknown_run(alice, images=3, arrived=1)
    page = client_for(alice).get(run.get_absolute_url()).text
    assert "Was this run billed?" in page
    assert "2 images have an unknown outcome: up to 32,768 tokens, CN¥0.50." in page


@pytest.mark.parametrize(
    ("decision", "state", "message"),
    [
        ("billed", "completed", "Accepted as billed by Alice"),
        ("not_billed", "failed", "Dismissed as not billed by Alice"),
    ],
)
def test_the_response_is_the_updated_card_with_the_decision(
    private_run, alice, client_for, decision, state, message
):
    response = post(client_for(alice), private_run, decision=decision)
    assert (response.status_code, run_facts(private_run)[0]) == (200, state)
    assert message in response.text
    assert NOTE in response.text
    assert "Was this run billed?" not in response.text


def test_without_javascript_the_response_redirects_to_the_run(private_run, alice, client_for):
    assert post(client_for(alice), private_run, htmx=False).url == private_run.get_absolute_url()


@pytest.mark.parametrize(
    ("note", "message"), [(" ", "Say how you know what was billed."), ("Seen " * 101, "500")]
)
@pytest.mark.parametrize("htmx", [True, False])
def test_an_invalid_note_decides_nothing_and_stays_in_the_open_form(
    private_run, alice, client_for, note, message, htmx
):
    response = post(client_for(alice), private_run, htmx=htmx, note=note)
    assert response.status_code == 422
    assert 'role="alertdialog"' in response.text
    assert message in response.text
    assert f'value="{note}"' in response.text
    assert run_facts(private_run)[0] == "unknown"


def test_a_decision_that_does_not_exist_is_refused(private_run, alice, client_for):
    assert post(client_for(alice), private_run, decision="maybe").status_code == 422
    assert run_facts(private_run)[0] == "unknown"


def test_a_stale_form_gets_409_and_the_current_card(private_run, alice, client_for):
    transitions.ended(private_run.pk, completed=True)
    response = post(client_for(alice), private_run)
    assert response.status_code == 409
    assert "The outcome of this run is known by now." in response.text
    assert "Was this run billed?" not in response.text
    assert not OutcomeDecision.objects.exists()


def test_in_a_team_leads_and_administrators_decide_and_the_author_does_not(team_run, alice, client_for, team):
    assert post(client_for(alice), team_run).status_code == 403
    assert post(client_for(lead_of(team)), team_run).status_code == 200
    second_run = unknown_run(alice, team=team)
    assert post(client_for(administrator()), second_run).status_code == 200


def test_an_author_who_is_a_lead_decides_on_their_own_run(team_run, alice, client_for, team):
    Membership.objects.filter(user=alice, team=team).update(role=Role.LEAD)
    assert post(client_for(alice), team_run).status_code == 200


def test_a_lead_decides_in_an_archived_team_too(team_run, client_for, team):
    lead = lead_of(team)
    team.archived_at = team_run.created
    team.save()
    assert post(client_for(lead), team_run).status_code == 200


def test_teammates_and_auditors_get_403_and_strangers_404(team_run, bob, charlie, client_for):
    people = (bob, auditor(), charlie)
    assert [post(client_for(user), team_run).status_code for user in people] == [403, 403, 404]
    assert run_facts(team_run)[0] == "unknown"


def test_the_button_says_why_the_author_cannot_decide(team_run, alice, client_for):
    page = client_for(alice).get(team_run.get_absolute_url()).text
    assert "Only a team lead or an administrator can decide what was billed." in page


def test_more_decisions_need_no_more_queries_in_the_list(alice, client_for):
    client = client_for(alice)

    def count_queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("runs")).status_code == 200
        return len(captured)

    accept(unknown_run(alice))
    count_queries()
    with_one_decision = count_queries()
    for _ in range(3):
        accept(unknown_run(alice))
    assert count_queries() == with_one_decision
