"""A selection becomes a collection, and is put into order by hand."""

import pytest
from playwright.sync_api import Page, expect

from studio.accounts.models import User
from tests.browser.ledger import Ledger
from tests.browser.studio_page import words

PICKS = "[data-grid] .pick input"


@pytest.fixture(autouse=True)
def _four_images(ledger: Ledger, alice: User) -> None:
    ledger.until_ended(ledger.run(alice, words(), images=4))


def order(page: Page) -> list[str]:
    numbers: list[str] = page.locator(PICKS).evaluate_all("all => all.map((one) => one.value)")
    return numbers


def collected(page: Page) -> list[str]:
    """Collects all four by the bar, and opens the collection."""
    page.goto("/gallery/")
    page.locator(PICKS).first.check(force=True)
    page.locator(PICKS).last.click(modifiers=["Shift"], force=True)
    page.get_by_role("button", name="Collect", exact=True).click()
    page.get_by_role("textbox", name="Name of the new collection").locator("visible=true").fill("Key visuals")
    page.keyboard.press("Enter")
    expect(page.get_by_text("4 images added to the collection.")).to_be_visible()
    page.get_by_role("navigation", name="Galleries").get_by_role("link", name="Key visuals").click()
    expect(page.get_by_role("heading", name="Key visuals")).to_be_visible()
    return order(page)


def test_an_image_is_dragged_to_another_place_which_is_kept(page: Page) -> None:
    first, second, *rest = collected(page)
    links = page.locator("[data-grid] .image-tile > a")
    with page.expect_response("**/order/"):
        links.nth(0).drag_to(links.nth(2), target_position={"x": 20, "y": 40})
    assert order(page) == [second, first, *rest]
    page.reload()
    assert order(page) == [second, first, *rest]


def test_the_keyboard_moves_an_image_and_says_where_it_is(page: Page) -> None:
    *rest, third, last = collected(page)
    links = page.locator("[data-grid] .image-tile > a")
    links.nth(3).focus()
    with page.expect_response("**/order/"):
        page.keyboard.press("Alt+ArrowLeft")
    expect(page.locator("[data-live]")).to_have_text("Moved to position 3")
    expect(links.nth(2)).to_be_focused()
    page.reload()
    assert order(page) == [*rest, last, third]
