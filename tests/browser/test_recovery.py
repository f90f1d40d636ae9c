"""The recovery page and the decision about a run of unknown outcome: on a phone, by keyboard, for screen readers."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect

from studio.accounts.models import User
from studio.generations.execution import image_transitions, transitions
from studio.generations.models import Generation
from tests.browser.conftest import OpenPage
from tests.browser.studio_database import StudioDatabase
from tests.browser.test_accessibility import DISPLAY_VARIANTS, set_viewport_and_theme, violations
from tests.browser.test_usage import FITS_WINDOW
from tests.fixtures import create_run
from tests.generations.unknown_runs import NOTE, accept, image_succeeded, unknown_run

RECOVERY_PATH = "/usage/recovery/"


@pytest.fixture
def alice(database: StudioDatabase) -> User:
    """Her runs: one of unknown outcome, one decided, one whose images are lost and cannot be downloaded yet."""
    user = database.create_user()

    @transaction.atomic  # the worker must see them only when nothing is left for it to do
    def create_runs() -> None:
        accept(unknown_run(user))
        unknown_run(user)
        run = create_run(user, max_images=2)
        transitions.claim(run.pk)
        lost, stuck = [transitions.image_made(run.pk, image_succeeded(index)) for index in range(2)]
        transitions.ended(run.pk, completed=True)
        image_transitions.fetch_failed(lost, reason="http_404", retry_at=None)
        image_transitions.fetch_failed(stuck, reason="http_404", retry_at=timezone.now() + timedelta(days=1))
        # Long enough ago that a page's event stream sends no updates about them.
        Generation.objects.filter(owner=user).update(updated=timezone.now() - timedelta(hours=1))

    database(create_runs)
    return user


@pytest.fixture
def page(open_page: OpenPage, alice: User) -> Page:
    return open_page(alice)


@pytest.mark.parametrize("state", ["", "fetching", "lost", "decided"])
def test_axe_finds_no_violations_in_any_list_and_all_fit_a_phone(page: Page, state: str) -> None:
    for variant in DISPLAY_VARIANTS[0]:
        set_viewport_and_theme(page, *variant)
        page.goto(f"{RECOVERY_PATH}?state={state}")
        expect(page.locator(".mismatches > li")).to_have_count(1)
        assert violations(page) == []
        assert page.evaluate(FITS_WINDOW)


def test_axe_finds_no_violations_in_the_open_dialog(page: Page) -> None:
    for variant in DISPLAY_VARIANTS[1]:
        set_viewport_and_theme(page, *variant)
        page.goto(RECOVERY_PATH)
        page.locator("[popovertarget$=-outcome]").first.click()
        expect(page.locator("dialog:popover-open")).to_be_visible()
        assert violations(page) == []


def test_an_outcome_is_decided_in_the_list_dialog(page: Page) -> None:
    page.goto(RECOVERY_PATH)
    page.get_by_role("button", name="Decide outcome").press("Enter")
    page.get_by_role("textbox", name="Note").fill(NOTE)
    page.get_by_role("button", name="Dismiss as not billed").press("Enter")
    expect(page.locator("main")).to_contain_text("Nothing here")
    page.get_by_role("link", name="Decided").click()
    expect(page.locator(".mismatches > li")).to_have_count(2)


def test_the_run_card_keeps_the_form_open_until_a_note_is_given(
    page: Page, alice: User, database: StudioDatabase
) -> None:
    run = database(lambda: Generation.objects.get(owner=alice, state="unknown"))
    page.goto(run.get_absolute_url())
    page.get_by_role("button", name="Decide outcome").click()
    page.get_by_role("button", name="Accept as billed").click()
    dialog = page.get_by_role("alertdialog")
    expect(dialog).to_contain_text("Say how you know what was billed.")
    assert violations(page) == []
    dialog.get_by_role("textbox", name="Note").fill(NOTE)
    dialog.get_by_role("button", name="Accept as billed").click()
    expect(page.locator(".run__decision")).to_contain_text(NOTE)
