"""A run that the provider counted otherwise stays in a list until an administrator closes it with a note."""

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
from tests.generations.finished_runs import finished

pytestmark = pytest.mark.django_db

LIST = "/usage/mismatches/"


@pytest.fixture
def mismatch(alice, team):
    run = finished(alice, 2, team=team)
    transitions.usage(run.pk, Completed(images=3, output_tokens=9, total_tokens=9))
    roll_up()
    return UsageMismatch.objects.get()


def close(browser, mismatch, note="Counted twice by the provider"):
    address = reverse("usage_mismatch_close", args=[mismatch.pk])
    return browser.post(address, {f"{mismatch.pk}-note": note})


def test_the_page_says_that_there_is_one_and_the_list_shows_both_counts(root, mismatch, browser_of):
    assert "The provider counted 1 run differently." in browser_of(root).get("/usage/").text
    text = browser_of(root).get(LIST).text
    assert "Our count: 32,768 tokens, images: 2" in text
    assert "Provider’s count: 9 tokens, images: 3" in text


def test_a_run_of_a_team_is_linked_and_a_private_one_through_the_ledger(root, mismatch, alice, browser_of):
    assert f'href="/runs/{mismatch.run_id}/"' in browser_of(root).get(LIST).text
    Generation.objects.update(team=None)
    ledger = reverse("admin:generations_generation_change", args=[mismatch.run_id])
    assert f'href="{ledger}"' in browser_of(root).get(LIST).text
    assert f"/{mismatch.run_id}/" not in browser_of(auditor()).get(LIST).text


def test_an_administrator_closes_it_with_a_note_on_record(root, mismatch, browser_of):
    assert close(browser_of(root), mismatch).status_code == 302
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
    assert "None open" in browser_of(root).get(LIST).text


@pytest.mark.parametrize(("note", "said"), [(" ", "Say what became of it."), ("x" * 501, "500")])
def test_without_a_note_it_stays_open(root, mismatch, browser_of, note, said):
    answer = close(browser_of(root), mismatch, note)
    assert (answer.status_code, said in answer.text) == (422, True)
    assert note.strip() in answer.text
    mismatch.refresh_from_db()
    assert mismatch.is_open


def test_only_the_first_of_two_closes_it(root, mismatch, browser_of):
    close(browser_of(root), mismatch)
    assert close(browser_of(root), mismatch, "Again").status_code == 409
    mismatch.refresh_from_db()
    assert mismatch.note == "Counted twice by the provider"


def test_what_is_closed_stays_closed(root, mismatch, browser_of):
    close(browser_of(root), mismatch)
    roll_up()
    assert not UsageMismatch.objects.get().is_open


def test_an_auditor_looks_and_changes_nothing(mismatch, browser_of):
    browser = browser_of(auditor())
    text = browser.get(LIST).text
    assert "Our count: 32,768 tokens" in text
    assert reverse("usage_mismatch_close", args=[mismatch.pk]) not in text
    assert close(browser, mismatch).status_code == 403


def test_for_everybody_else_there_is_nothing(alice, lead, mismatch, browser_of):
    for person in (alice, lead):
        assert browser_of(person).get(LIST).status_code == 404
        assert close(browser_of(person), mismatch).status_code == 404
        assert "counted 1 run differently" not in browser_of(person).get("/usage/").text
