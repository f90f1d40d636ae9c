"""The menu of a run's card, by mouse and by keyboard."""

import pytest
from playwright.sync_api import Page, Route, expect

from studio.accounts.models import User
from studio.generations.models import Generation
from tests.browser.conftest import OpenPage
from tests.browser.studio_database import StudioDatabase
from tests.browser.studio_page import ComposerPage, unique_prompt


@pytest.fixture
def failed_run(alice: User, database: StudioDatabase) -> int:
    """A run that was refused entirely."""
    run = database.create_run(alice, f"{unique_prompt()} [[fault:input_text]]")
    database.wait_until_ended(run)
    return run


def open_menu(page: Page, run: int) -> None:
    page.get_by_role("button", name=f"More actions for run {run}").click()
    expect(page.locator(f"#run-{run}-menu")).to_be_visible()


def test_undo_restores_a_deleted_run(page: Page, failed_run: int) -> None:
    page.goto("/")
    open_menu(page, failed_run)
    page.get_by_role("button", name="Delete").click()
    expect(page.locator(f"#run-{failed_run}")).to_be_hidden()
    expect(page.get_by_text("Run deleted", exact=True)).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(f"#run-{failed_run}")).to_be_visible()
    expect(page.get_by_text("Run restored", exact=True)).to_be_visible()


def test_deleting_and_undoing_by_keyboard_keeps_the_focus(page: Page, failed_run: int) -> None:
    page.goto("/")
    menu_button = page.get_by_role("button", name=f"More actions for run {failed_run}")
    menu_button.focus()
    page.keyboard.press("Enter")
    for _ in range(4):
        page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Delete")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Undo")).to_be_focused()
    page.keyboard.press("Enter")
    expect(menu_button).to_be_focused()


def test_deleting_a_run_removes_its_card_from_another_page(page: Page, failed_run: int) -> None:
    page.goto("/")
    other = ComposerPage(page.context.new_page()).open()
    expect(other.run(failed_run)).to_be_visible()
    open_menu(page, failed_run)
    page.get_by_role("button", name="Delete").click()
    expect(other.run(failed_run)).to_be_hidden()


def test_undo_is_offered_even_if_the_stream_precedes_the_response(page: Page, failed_run: int) -> None:
    page.goto("/")

    def respond_late(route: Route) -> None:
        response = route.fetch()
        expect(page.locator(f"#run-{failed_run}")).to_be_hidden()
        route.fulfill(response=response)

    page.route(f"**/runs/{failed_run}/delete/", respond_late)
    page.locator(f"#run-{failed_run} form[action$='/delete/']").evaluate("form => form.requestSubmit()")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(f"#run-{failed_run}-more")).to_be_visible()


def test_prompt_and_link_are_copied(
    open_page: OpenPage, alice: User, database: StudioDatabase, failed_run: int
) -> None:
    page = open_page(alice, permissions=["clipboard-read", "clipboard-write"])
    page.goto("/")
    prompt = database(lambda: Generation.objects.get(pk=failed_run).prompt)
    for item, copied in (("Copy prompt", prompt), ("Copy link", f"{page.url}runs/{failed_run}/")):
        open_menu(page, failed_run)
        page.get_by_role("button", name=item).click()
        expect(page.locator(f"#run-{failed_run}-menu")).to_be_hidden()
        expect(page.locator("[data-toasts]")).to_contain_text("copied")
        assert page.evaluate("navigator.clipboard.readText()") == copied


def test_a_run_with_images_can_be_hidden_and_shown_again(
    page: Page, alice: User, database: StudioDatabase
) -> None:
    run = database.create_run(alice, unique_prompt(), images=2)
    database.wait_until_ended(run)
    page.goto("/runs/")
    open_menu(page, run)
    page.get_by_role("button", name="Hide from my list").click()
    expect(page.locator(f"#run-{run}")).to_be_hidden()
    page.get_by_role("combobox", name="State").select_option("Hidden")
    expect(page.locator(f"#run-{run}")).to_be_visible()
    open_menu(page, run)
    page.get_by_role("button", name="Show in my list").click()
    expect(page.get_by_text("Shown in your list again", exact=True)).to_be_visible()


def test_all_images_of_a_run_are_downloaded_as_one_zip(
    page: Page, alice: User, database: StudioDatabase
) -> None:
    run = database.create_run(alice, "雨夜", images=2)
    database.wait_until_ended(run)
    page.goto("/")
    with page.expect_download() as download:
        page.get_by_role("link", name=f"Download all images of run {run}").click()
    assert download.value.suggested_filename.endswith(" 雨夜.zip")
