"""The menu of a run's card, by mouse and by keyboard."""

import pytest
from playwright.sync_api import Page, Route, expect

from studio.accounts.models import User
from studio.generations.models import Generation
from tests.browser.conftest import Visits
from tests.browser.ledger import Ledger
from tests.browser.studio_page import ComposerPage, words


@pytest.fixture
def failed(alice: User, ledger: Ledger) -> int:
    """A run that was refused as a whole."""
    run = ledger.run(alice, f"{words()} [[fault:input_text]]")
    ledger.until_ended(run)
    return run


def open_menu(page: Page, run: int) -> None:
    page.get_by_role("button", name=f"More actions for run {run}").click()
    expect(page.locator(f"#run-{run}-menu")).to_be_visible()


def test_a_run_is_deleted_and_the_undo_brings_it_back(page: Page, failed: int) -> None:
    page.goto("/")
    open_menu(page, failed)
    page.get_by_role("button", name="Delete").click()
    expect(page.locator(f"#run-{failed}")).to_be_hidden()
    expect(page.get_by_text("Run deleted", exact=True)).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(f"#run-{failed}")).to_be_visible()
    expect(page.get_by_text("Run restored", exact=True)).to_be_visible()


def test_the_keyboard_reaches_every_step_and_keeps_its_place(page: Page, failed: int) -> None:
    page.goto("/")
    more = page.get_by_role("button", name=f"More actions for run {failed}")
    more.focus()
    page.keyboard.press("Enter")
    for _ in range(4):
        page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Delete")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Undo")).to_be_focused()
    page.keyboard.press("Enter")
    expect(more).to_be_focused()


def test_a_page_beside_it_drops_the_card_too(page: Page, failed: int) -> None:
    page.goto("/")
    other = ComposerPage(page.context.new_page()).open()
    expect(other.run(failed)).to_be_visible()
    open_menu(page, failed)
    page.get_by_role("button", name="Delete").click()
    expect(other.run(failed)).to_be_hidden()


def test_the_undo_comes_even_when_the_stream_is_faster_than_the_answer(page: Page, failed: int) -> None:
    page.goto("/")

    def answer_late(route: Route) -> None:
        answer = route.fetch()
        expect(page.locator(f"#run-{failed}")).to_be_hidden()
        route.fulfill(response=answer)

    page.route(f"**/runs/{failed}/delete/", answer_late)
    page.locator(f"#run-{failed} form[action$='/delete/']").evaluate("form => form.requestSubmit()")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(f"#run-{failed}-more")).to_be_visible()


def test_prompt_and_link_are_copied(visit: Visits, alice: User, ledger: Ledger, failed: int) -> None:
    page = visit(alice, permissions=["clipboard-read", "clipboard-write"])
    page.goto("/")
    prompt = ledger(lambda: Generation.objects.get(pk=failed).prompt)
    for item, copied in (("Copy prompt", prompt), ("Copy link", f"{page.url}runs/{failed}/")):
        open_menu(page, failed)
        page.get_by_role("button", name=item).click()
        expect(page.locator(f"#run-{failed}-menu")).to_be_hidden()
        expect(page.locator("[data-toasts]")).to_contain_text("copied")
        assert page.evaluate("navigator.clipboard.readText()") == copied


def test_a_run_with_images_is_hidden_and_found_among_the_hidden_ones(
    page: Page, alice: User, ledger: Ledger
) -> None:
    run = ledger.run(alice, words(), images=2)
    ledger.until_ended(run)
    page.goto("/runs/")
    open_menu(page, run)
    page.get_by_role("button", name="Hide from my list").click()
    expect(page.locator(f"#run-{run}")).to_be_hidden()
    page.get_by_role("combobox", name="State").select_option("Hidden")
    expect(page.locator(f"#run-{run}")).to_be_visible()
    open_menu(page, run)
    page.get_by_role("button", name="Show in my list").click()
    expect(page.get_by_text("Shown in your list again", exact=True)).to_be_visible()


def test_all_images_of_a_run_come_in_one_file(page: Page, alice: User, ledger: Ledger) -> None:
    run = ledger.run(alice, "雨夜", images=2)
    ledger.until_ended(run)
    page.goto("/")
    with page.expect_download() as download:
        page.get_by_role("link", name=f"Download all images of run {run}").click()
    assert download.value.suggested_filename.endswith(" 雨夜.zip")
