"""Keyboard navigation from an image page to its neighbours and back to the gallery; every icon shows its key."""

import pytest
from playwright.sync_api import Page, expect

from studio.accounts.models import User
from studio.generations.models import Image
from tests.browser.conftest import OpenPage
from tests.browser.studio_database import StudioDatabase
from tests.browser.studio_page import unique_prompt
from tests.browser.test_grid import TILE, copy_run

ICONS_WITHOUT_TOOLTIP = """() => [...document.querySelectorAll("button, a, [role=button]")]
  .filter((one) => one.checkVisibility() && !one.innerText.trim() && one.querySelector(":scope > .icon"))
  .filter((one) => !one.title || ("key" in one.dataset && !one.getAttribute("aria-keyshortcuts")))
  .map((one) => one.outerHTML.slice(0, 160))"""


@pytest.fixture
def images(database: StudioDatabase, alice: User) -> list[str]:
    """The addresses of three images by Alice, newest first."""
    run = database.create_run(alice, unique_prompt(), images=3)
    database.wait_until_ended(run)
    found = database(lambda: list(Image.objects.filter(generation=run).order_by("-pk")))
    return [image.get_absolute_url() for image in found]


def press(page: Page, key: str, expected_url: str) -> None:
    """Presses a key that opens another page, and waits until its scripts have run."""
    with page.expect_event("load"):
        page.keyboard.press(key)
    expect(page).to_have_url(expected_url)


def test_arrow_keys_open_the_neighbouring_images(page: Page, images: list[str]) -> None:
    page.goto(images[1])
    press(page, "ArrowRight", images[2])
    press(page, "ArrowLeft", images[1])
    page.locator("[data-view]").focus()
    press(page, "ArrowLeft", images[0])


def test_arrow_keys_pan_when_zoomed_in(page: Page, images: list[str]) -> None:
    page.goto(images[1])
    page.locator("[data-view]").press("+")
    expect(page.locator("[data-zoom]")).to_contain_text("%")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".pic")).not_to_have_css("--x", "0px")
    expect(page).to_have_url(images[1])


def test_keys_do_not_leave_the_page_with_an_unfinished_comment(page: Page, images: list[str]) -> None:
    page.goto(images[1])
    page.get_by_role("textbox", name="Write a comment").fill("Half of")
    page.get_by_role("textbox", name="Write a comment").press("Escape")
    page.locator("[data-view]").press("ArrowRight")
    page.keyboard.press("Escape")
    expect(page.get_by_role("textbox", name="Write a comment")).to_have_value("Half of")


def test_escape_closes_an_open_dialog_before_it_leads_back(page: Page, images: list[str]) -> None:
    page.goto(images[1])
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()
    press(page, "Escape", "/gallery/")


def test_escape_restores_the_scroll_position_in_the_gallery(
    page: Page, images: list[str], alice: User, database: StudioDatabase
) -> None:
    database(lambda: copy_run(Image.objects.filter(owner=alice).values_list("generation_id", flat=True)[0]))
    page.goto("/gallery/")
    page.mouse.wheel(0, 600)
    expect(page.locator("[data-placed]")).to_be_visible()
    address = page.locator(f"{TILE} > a").nth(20).get_attribute("href")
    link = page.locator(f'{TILE} > a[href="{address}"]')  # the virtual list adds and removes rows
    link.scroll_into_view_if_needed()
    scroll_position = page.evaluate("scrollY")
    with page.expect_event("load"):
        link.click()
    next_image = page.locator("a[rel=next]").get_attribute("href") or ""
    press(page, "ArrowRight", next_image)
    press(page, "Escape", "/gallery/")
    expect(page.locator(f'{TILE} > a[href="{next_image}"]')).to_be_focused()
    assert abs(page.evaluate("scrollY") - scroll_position) < 5


@pytest.mark.parametrize("at", ["/gallery/", "image"])
def test_every_icon_has_a_tooltip_with_its_key(page: Page, images: list[str], at: str) -> None:
    page.goto(images[1] if at == "image" else at)
    expect(page.locator(".topbar")).to_be_visible()
    assert page.evaluate(ICONS_WITHOUT_TOOLTIP) == []


def test_the_tooltip_uses_the_users_language(open_page: OpenPage, alice: User, images: list[str]) -> None:
    page = open_page(alice, locale="zh-CN")
    page.goto(images[1])
    favourite = page.locator("#heart-b")
    expect(favourite).to_have_attribute("title", "收藏（F）")
    expect(favourite).to_have_attribute("aria-keyshortcuts", "F")
