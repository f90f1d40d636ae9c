"""The recovery page and the decision about a run of unknown outcome: on a phone, by keys, for screen readers."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect

from studio.accounts.models import User
from studio.generations.execution import image_transitions, transitions
from studio.generations.models import Generation
from tests.browser.conftest import Visits
from tests.browser.ledger import Ledger
from tests.browser.test_accessibility import LOOKS, dress, violations
from tests.browser.test_usage import FITS
from tests.fixtures import run_of
from tests.generations.unknown_runs import NOTE, accept, made, unknown_run

PAGE = "/usage/recovery/"


@pytest.fixture
def alice(ledger: Ledger) -> User:
    """Her runs: one of unknown outcome, one decided, one whose images are lost and cannot be downloaded yet."""
    somebody = ledger.someone()

    @transaction.atomic  # the worker sees them when nothing is left for it to do
    def change() -> None:
        accept(unknown_run(somebody))
        unknown_run(somebody)
        run = run_of(somebody, max_images=2)
        transitions.claim(run.pk)
        lost, stuck = [transitions.image_made(run.pk, made(index)) for index in range(2)]
        transitions.ended(run.pk, completed=True)
        image_transitions.fetch_failed(lost, reason="http_404", again_at=None)
        image_transitions.fetch_failed(stuck, reason="http_404", again_at=timezone.now() + timedelta(days=1))
        # Long enough ago for a page's stream to bring nothing of it.
        Generation.objects.filter(owner=somebody).update(updated=timezone.now() - timedelta(hours=1))

    ledger(change)
    return somebody


@pytest.fixture
def page(visit: Visits, alice: User) -> Page:
    return visit(alice)


@pytest.mark.parametrize("state", ["", "fetching", "lost", "decided"])
def test_axe_finds_nothing_in_any_list_and_a_phone_shows_all(page: Page, state: str) -> None:
    for look in LOOKS[0]:
        dress(page, *look)
        page.goto(f"{PAGE}?state={state}")
        expect(page.locator(".mismatches > li")).to_have_count(1)
        assert violations(page) == []
        assert page.evaluate(FITS)


def test_axe_finds_nothing_in_the_open_dialog(page: Page) -> None:
    for look in LOOKS[1]:
        dress(page, *look)
        page.goto(PAGE)
        page.locator("[popovertarget$=-outcome]").first.click()
        expect(page.locator("dialog:popover-open")).to_be_visible()
        assert violations(page) == []


def test_a_decision_is_made_in_the_dialog_of_the_list(page: Page) -> None:
    page.goto(PAGE)
    page.get_by_role("button", name="Decide outcome").press("Enter")
    page.get_by_role("textbox", name="Note").fill(NOTE)
    page.get_by_role("button", name="Dismiss as not billed").press("Enter")
    expect(page.locator("main")).to_contain_text("Nothing here")
    page.get_by_role("link", name="Decided").click()
    expect(page.locator(".mismatches > li")).to_have_count(2)


def test_the_card_keeps_the_form_open_until_there_is_a_note(page: Page, alice: User, ledger: Ledger) -> None:
    run = ledger(lambda: Generation.objects.get(owner=alice, state="unknown"))
    page.goto(run.get_absolute_url())
    page.get_by_role("button", name="Decide outcome").click()
    page.get_by_role("button", name="Accept as billed").click()
    asked = page.get_by_role("alertdialog")
    expect(asked).to_contain_text("Say how you know what was billed.")
    assert violations(page) == []
    asked.get_by_role("textbox", name="Note").fill(NOTE)
    asked.get_by_role("button", name="Accept as billed").click()
    expect(page.locator(".run__decision")).to_contain_text(NOTE)
