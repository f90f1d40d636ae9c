"""A selection becomes a collection, which is then reordered by hand."""

import pytest
from playwright.sync_api import Page, expect

from studio.accounts.models import User
from tests.browser.studio_database import StudioDatabase
from tests.browser.studio_page import unique_prompt

CHECKBOXES = "[data-grid] .tile-checkbox input"


@pytest.fixture(autouse=True)
def _four_images(database: StudioDatabase, alice: User) -> None:
    database.wait_until_ended(database.create_run(alice, unique_prompt(), images=4))


def displayed_ids(page: Page) -> list[str]:
    ids: list[str] = page.locator(CHECKBOXES).evaluate_all("all => all.map((one) => one.value)")
    return ids


def create_collection(page: Page) -> list[str]:
    """Collects all four images with the selection bar and opens the collection."""
    page.goto("/gallery/")
    page.locator(CHECKBOXES).first.check(force=True)
    page.locator(CHECKBOXES).last.click(modifiers=["Shift"], force=True)
    page.get_by_role("button", name="Collect", exact=True).click()
    page.get_by_role("textbox", name="Name of the new collection").locator("visible=true").fill("Key visuals")
    page.keyboard.press("Enter")
    expect(page.get_by_text("4 images added to the collection.")).to_be_visible()
    page.get_by_role("navigation", name="Galleries").get_by_role("link", name="Key visuals").click()
    expect(page.get_by_role("heading", name="Key visuals")).to_be_visible()
    return displayed_ids(page)


def test_an_image_dragged_to_another_position_stays_there(page: Page) -> None:
    first, second, *rest = create_collection(page)
    links = page.locator("[data-grid] .image-tile > a")
    with page.expect_response("**/order/"):
        links.nth(0).drag_to(links.nth(2), target_position={"x": 20, "y": 40})
    assert displayed_ids(page) == [second, first, *rest]
    page.reload()
    assert displayed_ids(page) == [second, first, *rest]


def test_moving_an_image_by_keyboard_announces_its_position(page: Page) -> None:
    *rest, third, last = create_collection(page)
    links = page.locator("[data-grid] .image-tile > a")
    links.nth(3).focus()
    with page.expect_response("**/order/"):
        page.keyboard.press("Alt+ArrowLeft")
    expect(page.locator("[data-live]")).to_have_text("Moved to position 3")
    expect(links.nth(2)).to_be_focused()
    page.reload()
    assert displayed_ids(page) == [*rest, last, third]
