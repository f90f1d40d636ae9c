"""A collection by keys: steps one after the other are kept as they were made, and an undo knows the places."""

import re

import pytest
from playwright.sync_api import Page, Response, expect

from studio.accounts.models import User
from tests.browser.ledger import Ledger
from tests.browser.studio_page import words

TILES = "[data-grid] .image-tile > a"


@pytest.fixture(autouse=True)
def _images(ledger: Ledger, alice: User) -> None:
    ledger.until_ended(ledger.run(alice, words(), images=4))


def collected(page: Page) -> None:
    """All four images, collected as “Spring” by keys, and the collection page."""
    page.goto("/gallery/")
    page.locator(TILES).first.focus()
    page.keyboard.press("Control+a")
    page.keyboard.press("c")
    page.locator("#collect-many").get_by_label("Name of the new collection").fill("Spring")
    page.keyboard.press("Enter")
    expect(page.get_by_text("4 images added to the collection.")).to_be_visible()
    page.locator(".rail").get_by_role("link", name="Spring").click()
    expect(page.get_by_role("heading", name="Spring")).to_be_visible()


def order(page: Page) -> list[str]:
    """The ids of the images as they stand."""
    links = page.locator(TILES).evaluate_all("links => links.map((link) => link.getAttribute('href'))")
    return [re.findall(r"\d+", link)[0] for link in links]


def kept(page: Page) -> list[str]:
    """As they stand for whoever opens the page anew."""
    page.reload()
    return order(page)


def test_quick_steps_of_the_keys_are_kept_one_after_the_other(page: Page) -> None:
    collected(page)
    one, two, three, four = order(page)
    page.locator(TILES).first.focus()
    answers: list[Response] = []
    page.on("response", lambda one: answers.append(one) if "/order/" in one.url else None)
    for _step in range(3):
        page.keyboard.press("Alt+ArrowRight")
    expect(page.locator("[data-live]")).to_have_text("Moved to position 4")
    expect(page.locator(":focus")).to_have_attribute("href", re.compile(f"/{one}/"))
    with page.expect_response(lambda one: "/order/" in one.url and len(answers) >= 4):
        page.keyboard.press("Alt+ArrowLeft")
    expect(page.locator("[data-live]")).to_have_text("Moved to position 3")
    assert kept(page) == [two, three, one, four]


def test_what_is_taken_out_comes_back_to_its_place(page: Page) -> None:
    collected(page)
    before = order(page)
    page.locator(".pick input").nth(1).click()
    page.get_by_role("button", name="Collect", exact=True).click()
    page.get_by_role("button", name="Remove from “Spring”").click()
    expect(page.locator(TILES)).to_have_count(3)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(TILES)).to_have_count(4)
    assert order(page) == before
