"""Reordering a collection by keyboard: consecutive moves are saved in order, and undo restores positions."""

import re

import pytest
from playwright.sync_api import Page, Response, expect

from studio.accounts.models import User
from tests.browser.studio_database import StudioDatabase
from tests.browser.studio_page import unique_prompt

TILES = "[data-grid] .image-tile > a"


@pytest.fixture(autouse=True)
def _images(database: StudioDatabase, alice: User) -> None:
    database.wait_until_ended(database.create_run(alice, unique_prompt(), images=4))


def create_collection(page: Page) -> None:
    """Collects all four images as “Spring” by keyboard and opens the collection page."""
    page.goto("/gallery/")
    page.locator(TILES).first.focus()
    page.keyboard.press("Control+a")
    page.keyboard.press("c")
    page.locator("#collect-many").get_by_label("Name of the new collection").fill("Spring")
    page.keyboard.press("Enter")
    expect(page.get_by_text("4 images added to the collection.")).to_be_visible()
    page.locator(".rail").get_by_role("link", name="Spring").click()
    expect(page.get_by_role("heading", name="Spring")).to_be_visible()


def displayed_ids(page: Page) -> list[str]:
    """The ids of the images in the order shown."""
    links = page.locator(TILES).evaluate_all("links => links.map((link) => link.getAttribute('href'))")
    return [re.findall(r"\d+", link)[0] for link in links]


def ids_after_reload(page: Page) -> list[str]:
    """The ids in the order that the server has saved."""
    page.reload()
    return displayed_ids(page)


def test_quick_consecutive_moves_by_keyboard_are_saved_in_order(page: Page) -> None:
    create_collection(page)
    first, second, third, fourth = displayed_ids(page)
    page.locator(TILES).first.focus()
    responses: list[Response] = []
    page.on("response", lambda response: responses.append(response) if "/order/" in response.url else None)
    for _step in range(3):
        page.keyboard.press("Alt+ArrowRight")
    expect(page.locator("[data-live]")).to_have_text("Moved to position 4")
    expect(page.locator(":focus")).to_have_attribute("href", re.compile(f"/{first}/"))
    with page.expect_response(lambda response: "/order/" in response.url and len(responses) >= 4):
        page.keyboard.press("Alt+ArrowLeft")
    expect(page.locator("[data-live]")).to_have_text("Moved to position 3")
    assert ids_after_reload(page) == [second, third, first, fourth]


def test_undo_returns_a_removed_image_to_its_position(page: Page) -> None:
    create_collection(page)
    before = displayed_ids(page)
    page.locator(".tile-checkbox input").nth(1).click()
    page.get_by_role("button", name="Collect", exact=True).click()
    page.get_by_role("button", name="Remove from “Spring”").click()
    expect(page.locator(TILES)).to_have_count(3)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(TILES)).to_have_count(4)
    assert displayed_ids(page) == before
