"""The dialog on the card of a run of unknown outcome: who may decide, and what a stale or an empty form is told."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from studio.accounts.models import Membership, Role
from studio.generations.execution import transitions
from studio.generations.models import OutcomeDecision
from tests.accounts.factories import administrator, auditor, lead_of
from tests.generations.unknown_runs import NOTE, accept, facts, unknown_run

pytestmark = pytest.mark.django_db


def post(client, run, *, htmx=True, decision="billed", note=NOTE):
    headers = {"HX-Request": "true"} if htmx else {}
    return client.post(
        reverse("run_outcome", args=[run.pk]), {"decision": decision, "note": note}, headers=headers
    )


@pytest.fixture
def private(alice):
    return unknown_run(alice)


@pytest.fixture
def shared(alice, team):
    return unknown_run(alice, team=team)


def test_the_card_asks_with_what_is_unknown_alone(alice, browser_of):
    run = unknown_run(alice, images=3, arrived=1)
    page = browser_of(alice).get(run.get_absolute_url()).text
    assert "Was this run billed?" in page
    assert "2 images have an unknown outcome: up to 32,768 tokens, CN¥0.50." in page


@pytest.mark.parametrize(
    ("decision", "state", "said"),
    [
        ("billed", "completed", "Accepted as billed by Alice"),
        ("not_billed", "failed", "Dismissed as not billed by Alice"),
    ],
)
def test_the_answer_is_the_fresh_card_with_the_decision(private, alice, browser_of, decision, state, said):
    answer = post(browser_of(alice), private, decision=decision)
    assert (answer.status_code, facts(private)[0]) == (200, state)
    assert said in answer.text
    assert NOTE in answer.text
    assert "Was this run billed?" not in answer.text


def test_without_javascript_one_is_sent_to_the_run(private, alice, browser_of):
    assert post(browser_of(alice), private, htmx=False).url == private.get_absolute_url()


@pytest.mark.parametrize(
    ("note", "said"), [(" ", "Say how you know what was billed."), ("Seen " * 101, "500")]
)
@pytest.mark.parametrize("htmx", [True, False])
def test_a_note_that_does_not_do_decides_nothing_and_stays_in_the_open_form(
    private, alice, browser_of, note, said, htmx
):
    answer = post(browser_of(alice), private, htmx=htmx, note=note)
    assert answer.status_code == 422
    assert 'role="alertdialog"' in answer.text
    assert said in answer.text
    assert f'value="{note}"' in answer.text
    assert facts(private)[0] == "unknown"


def test_a_decision_that_does_not_exist_is_refused(private, alice, browser_of):
    assert post(browser_of(alice), private, decision="maybe").status_code == 422
    assert facts(private)[0] == "unknown"


def test_a_stale_card_learns_the_outcome(private, alice, browser_of):
    transitions.ended(private.pk, completed=True)
    answer = post(browser_of(alice), private)
    assert answer.status_code == 409
    assert "The outcome of this run is known by now." in answer.text
    assert "Was this run billed?" not in answer.text
    assert not OutcomeDecision.objects.exists()


def test_in_a_team_leads_and_administrators_decide_and_the_author_does_not(shared, alice, browser_of, team):
    assert post(browser_of(alice), shared).status_code == 403
    assert post(browser_of(lead_of(team)), shared).status_code == 200
    again = unknown_run(alice, team=team)
    assert post(browser_of(administrator()), again).status_code == 200


def test_an_author_who_leads_decides_on_their_own_run(shared, alice, browser_of, team):
    Membership.objects.filter(user=alice, team=team).update(role=Role.LEAD)
    assert post(browser_of(alice), shared).status_code == 200


def test_a_lead_decides_in_an_archived_team_too(shared, browser_of, team):
    lead = lead_of(team)
    team.archived_at = shared.created
    team.save()
    assert post(browser_of(lead), shared).status_code == 200


def test_bob_and_an_auditor_look_and_charlie_sees_nothing(shared, bob, charlie, browser_of):
    people = (bob, auditor(), charlie)
    assert [post(browser_of(who), shared).status_code for who in people] == [403, 403, 404]
    assert facts(shared)[0] == "unknown"


def test_the_button_says_why_the_author_cannot_decide(shared, alice, browser_of):
    page = browser_of(alice).get(shared.get_absolute_url()).text
    assert "Only a team lead or an administrator can decide what was billed." in page


def test_a_list_with_decisions_takes_no_query_more_for_each(alice, browser_of):
    client = browser_of(alice)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("runs")).status_code == 200
        return len(captured)

    accept(unknown_run(alice))
    queries()
    one = queries()
    for _ in range(3):
        accept(unknown_run(alice))
    assert queries() == one
