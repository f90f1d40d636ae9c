"""Looking for images: the grid follows the typing, the address keeps it all, Back brings it back."""

import re

import pytest
from playwright.sync_api import Page, expect

from studio.accounts.models import User
from tests.browser.conftest import Visits
from tests.browser.ledger import Ledger
from tests.browser.studio_page import words

MARK = "雨夜"


@pytest.fixture(autouse=True)
def _two_images(ledger: Ledger, alice: User) -> None:
    """One of a rainy night, one of something else."""
    for prompt in (f"{MARK}的城市街道 {words()}", f"A celadon vase {words()}"):
        ledger.until_ended(ledger.run(alice, prompt))


def in_the_gallery(page: Page) -> Page:
    page.goto("/gallery/")
    expect(page.locator("[data-grid] a")).to_have_count(2)
    return page


def test_typing_narrows_the_grid_and_the_address_says_it(page: Page) -> None:
    gallery = in_the_gallery(page)
    gallery.locator("#q").press_sequentially(MARK)
    expect(gallery.locator("[data-grid] a")).to_have_count(1)
    expect(gallery.locator("#found-count")).to_have_text(re.compile(r"1 image"))
    expect(gallery).to_have_url(re.compile(r"/gallery/\?q=%E9%9B%A8%E5%A4%9C$"))
    expect(gallery.locator("#q")).to_be_focused()


def test_what_was_found_is_ticked_by_the_click_that_leaves_the_search(page: Page) -> None:
    gallery = in_the_gallery(page)
    gallery.locator("#q").press_sequentially(MARK)
    expect(gallery.locator("[data-grid] a")).to_have_count(1)
    expect(gallery.locator("#found-count")).to_have_text(re.compile(r"1 image"))
    asked: list[str] = []
    gallery.on("request", lambda request: asked.append(request.url) if "/gallery/?" in request.url else None)
    gallery.locator("[data-grid] .pick input").click(force=True)
    gallery.wait_for_timeout(500)
    expect(gallery.locator("[data-count]")).to_have_text("1 selected")
    assert asked == []


def test_filters_of_the_menus_narrow_too_and_back_takes_them_off(page: Page) -> None:
    gallery = in_the_gallery(page)
    gallery.locator("[popovertarget=f-shape]").click()
    gallery.locator("#f-shape [value=portrait]").check()
    expect(gallery.locator("#found .empty")).to_be_visible()
    expect(gallery.locator("#f-shape")).to_be_visible()
    expect(gallery).to_have_url(re.compile(r"/gallery/\?shape=portrait$"))
    gallery.go_back()
    expect(gallery.locator("[data-grid] a")).to_have_count(2)
    expect(gallery.locator("#f-shape [value=portrait]")).not_to_be_checked()


def test_a_pill_takes_its_filter_off(page: Page) -> None:
    gallery = in_the_gallery(page)
    gallery.goto("/gallery/?q=celadon&refs=1")
    gallery.locator("a.pill").last.click()
    expect(gallery).to_have_url(re.compile(r"/gallery/\?q=celadon$"))
    expect(gallery.locator("[data-grid] a")).to_have_count(1)


def test_an_image_leads_back_to_what_was_found(page: Page) -> None:
    gallery = in_the_gallery(page)
    gallery.goto("/gallery/?q=celadon&sort=oldest")
    gallery.locator("[data-grid] a").click()
    expect(gallery.locator(".nav-arrow")).to_have_count(0)
    gallery.locator(".stage__bar a").first.click()
    expect(gallery).to_have_url(re.compile(r"/gallery/\?q=celadon&sort=oldest$"))


@pytest.mark.parametrize("typed", ["celadon", MARK])
def test_it_is_found_without_a_script_too(visit: Visits, alice: User, typed: str) -> None:
    page = visit(alice, java_script_enabled=False)
    page.goto("/gallery/")
    page.locator("#q").fill(typed)
    page.locator("#q").press("Enter")
    expect(page.locator("[data-grid] a")).to_have_count(1)


def test_the_months_come_when_their_menu_opens_and_lead_there(page: Page) -> None:
    gallery = in_the_gallery(page)
    gallery.locator("[popovertarget=f-date]").click()
    gallery.locator("#months a").click()
    expect(gallery).to_have_url(re.compile(r"/gallery/\?to=\d{4}-\d\d-\d\d$"))
    expect(gallery.locator("[data-grid] a")).to_have_count(2)
