"""A run that the provider counted differently stays in a list until an administrator closes it with a note."""

import pytest
from django.urls import reverse

from studio.audit.actions import Action
from studio.audit.models import AuditEntry
from studio.generations.execution import transitions
from studio.generations.models import Generation
from studio.provider.stream.events import Completed
from studio.usage.models import UsageMismatch
from studio.usage.rollup import roll_up
from tests.accounts.factories import auditor
from tests.generations.finished_runs import finished_run

pytestmark = pytest.mark.django_db

LIST = "/usage/mismatches/"


@pytest.fixture
def mismatch(alice, team):
    run = finished_run(alice, 2, team=team)
    transitions.usage(run.pk, Completed(images=3, output_tokens=9, total_tokens=9))
    roll_up()
    return UsageMismatch.objects.get()


def close(browser, mismatch, note="Counted twice by the provider"):
    address = reverse("usage_mismatch_close", args=[mismatch.pk])
    return browser.post(address, {f"{mismatch.pk}-note": note})


def test_the_page_reports_a_mismatch_and_the_list_shows_both_counts(root, mismatch, client_for):
    assert "The provider counted 1 run differently." in client_for(root).get("/usage/").text
    text = client_for(root).get(LIST).text
    assert "Our count: 32,768 tokens, images: 2" in text
    assert "Provider’s count: 9 tokens, images: 3" in text


def test_a_team_run_is_linked_directly_and_a_private_one_in_the_ledger(root, mismatch, alice, client_for):
    assert f'href="/runs/{mismatch.run_id}/"' in client_for(root).get(LIST).text
    Generation.objects.update(team=None)
    ledger = reverse("admin:generations_generation_change", args=[mismatch.run_id])
    assert f'href="{ledger}"' in client_for(root).get(LIST).text
    assert f"/{mismatch.run_id}/" not in client_for(auditor()).get(LIST).text


def test_an_administrator_closes_it_with_an_audited_note(root, mismatch, client_for):
    assert close(client_for(root), mismatch).status_code == 302
    mismatch.refresh_from_db()
    assert (mismatch.closed_by, mismatch.note, mismatch.is_open) == (
        root,
        "Counted twice by the provider",
        False,
    )
    entry = AuditEntry.objects.get(action=Action.USAGE_MISMATCH_CLOSED)
    assert (entry.actor_id, entry.after, entry.before["provider_images"]) == (
        root.pk,
        {"note": mismatch.note},
        3,
    )
    assert "None open" in client_for(root).get(LIST).text


@pytest.mark.parametrize(("note", "message"), [(" ", "Say what became of it."), ("x" * 501, "500")])
def test_without_a_note_it_stays_open(root, mismatch, client_for, note, message):
    response = close(client_for(root), mismatch, note)
    assert (response.status_code, message in response.text) == (422, True)
    assert note.strip() in response.text
    mismatch.refresh_from_db()
    assert mismatch.is_open


def test_a_mismatch_can_be_closed_only_once(root, mismatch, client_for):
    close(client_for(root), mismatch)
    assert close(client_for(root), mismatch, "Again").status_code == 409
    mismatch.refresh_from_db()
    assert mismatch.note == "Counted twice by the provider"


def test_a_closed_mismatch_stays_closed(root, mismatch, client_for):
    close(client_for(root), mismatch)
    roll_up()
    assert not UsageMismatch.objects.get().is_open


def test_an_auditor_has_read_only_access(mismatch, client_for):
    browser = client_for(auditor())
    text = browser.get(LIST).text
    assert "Our count: 32,768 tokens" in text
    assert reverse("usage_mismatch_close", args=[mismatch.pk]) not in text
    assert close(browser, mismatch).status_code == 403


def test_everybody_else_gets_404(alice, lead, mismatch, client_for):
    for person in (alice, lead):
        assert client_for(person).get(LIST).status_code == 404
        assert close(client_for(person), mismatch).status_code == 404
        assert "counted 1 run differently" not in client_for(person).get("/usage/").text
