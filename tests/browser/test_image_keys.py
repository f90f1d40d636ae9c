"""On an image's page keys lead to its neighbours and back to the place in the gallery; every icon says its key."""

import pytest
from playwright.sync_api import Page, expect

from studio.accounts.models import User
from studio.generations.models import Image
from tests.browser.conftest import Visits
from tests.browser.ledger import Ledger
from tests.browser.studio_page import words
from tests.browser.test_grid import TILE, copy

UNNAMED = """() => [...document.querySelectorAll("button, a, [role=button]")]
  .filter((one) => one.checkVisibility() && !one.innerText.trim() && one.querySelector(":scope > .icon"))
  .filter((one) => !one.title || ("key" in one.dataset && !one.getAttribute("aria-keyshortcuts")))
  .map((one) => one.outerHTML.slice(0, 160))"""


@pytest.fixture
def images(ledger: Ledger, alice: User) -> list[str]:
    """The addresses of Alice's three, the newest first."""
    run = ledger.run(alice, words(), images=3)
    ledger.until_ended(run)
    found = ledger(lambda: list(Image.objects.filter(generation=run).order_by("-pk")))
    return [image.get_absolute_url() for image in found]


def press(page: Page, key: str, leads_to: str) -> None:
    """A key that opens another page, whose scripts have then run."""
    with page.expect_event("load"):
        page.keyboard.press(key)
    expect(page).to_have_url(leads_to)


def test_arrows_lead_to_the_neighbours(page: Page, images: list[str]) -> None:
    page.goto(images[1])
    press(page, "ArrowRight", images[2])
    press(page, "ArrowLeft", images[1])
    page.locator("[data-view]").focus()
    press(page, "ArrowLeft", images[0])


def test_zoomed_in_arrows_pan(page: Page, images: list[str]) -> None:
    page.goto(images[1])
    page.locator("[data-view]").press("+")
    expect(page.locator("[data-zoom]")).to_contain_text("%")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".pic")).not_to_have_css("--x", "0px")
    expect(page).to_have_url(images[1])


def test_a_comment_that_is_half_written_is_not_left_by_a_key(page: Page, images: list[str]) -> None:
    page.goto(images[1])
    page.get_by_role("textbox", name="Write a comment").fill("Half of")
    page.get_by_role("textbox", name="Write a comment").press("Escape")
    page.locator("[data-view]").press("ArrowRight")
    page.keyboard.press("Escape")
    expect(page.get_by_role("textbox", name="Write a comment")).to_have_value("Half of")


def test_escape_closes_what_is_open_before_it_leads_back(page: Page, images: list[str]) -> None:
    page.goto(images[1])
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()
    press(page, "Escape", "/gallery/")


def test_escape_leads_to_the_place_that_was_left(
    page: Page, images: list[str], alice: User, ledger: Ledger
) -> None:
    ledger(lambda: copy(Image.objects.filter(owner=alice).values_list("generation_id", flat=True)[0]))
    page.goto("/gallery/")
    page.mouse.wheel(0, 600)
    expect(page.locator("[data-placed]")).to_be_visible()
    address = page.locator(f"{TILE} > a").nth(20).get_attribute("href")
    link = page.locator(f'{TILE} > a[href="{address}"]')  # rows come and go
    link.scroll_into_view_if_needed()
    place = page.evaluate("scrollY")
    with page.expect_event("load"):
        link.click()
    seen = page.locator("a[rel=next]").get_attribute("href") or ""
    press(page, "ArrowRight", seen)
    press(page, "Escape", "/gallery/")
    expect(page.locator(f'{TILE} > a[href="{seen}"]')).to_be_focused()
    assert abs(page.evaluate("scrollY") - place) < 5


@pytest.mark.parametrize("at", ["/gallery/", "image"])
def test_every_icon_has_a_tooltip_with_its_key(page: Page, images: list[str], at: str) -> None:
    page.goto(images[1] if at == "image" else at)
    expect(page.locator(".topbar")).to_be_visible()
    assert page.evaluate(UNNAMED) == []


def test_the_tooltip_speaks_the_readers_language(visit: Visits, alice: User, images: list[str]) -> None:
    page = visit(alice, locale="zh-CN")
    page.goto(images[1])
    heart = page.locator("#heart-b")
    expect(heart).to_have_attribute("title", "收藏（F）")
    expect(heart).to_have_attribute("aria-keyshortcuts", "F")
