"""Searching images: the grid updates while typing, the URL has the search, and Back restores it."""

import re

import pytest
from playwright.sync_api import Page, expect

from studio.accounts.models import User
from tests.browser.conftest import OpenPage
from tests.browser.studio_database import StudioDatabase
from tests.browser.studio_page import unique_prompt

SEARCH_TERM = "雨夜"


@pytest.fixture(autouse=True)
def _two_images(database: StudioDatabase, alice: User) -> None:
    """One of a rainy night, one of something else."""
    for prompt in (f"{SEARCH_TERM}的城市街道 {unique_prompt()}", f"A celadon vase {unique_prompt()}"):
        database.wait_until_ended(database.create_run(alice, prompt))


def open_gallery(page: Page) -> Page:
    page.goto("/gallery/")
    expect(page.locator("[data-grid] a")).to_have_count(2)
    return page


def test_typing_filters_the_grid_and_updates_the_url(page: Page) -> None:
    gallery = open_gallery(page)
    gallery.locator("#q").press_sequentially(SEARCH_TERM)
    expect(gallery.locator("[data-grid] a")).to_have_count(1)
    expect(gallery.locator("#found-count")).to_have_text(re.compile(r"1 image"))
    expect(gallery).to_have_url(re.compile(r"/gallery/\?q=%E9%9B%A8%E5%A4%9C$"))
    expect(gallery.locator("#q")).to_be_focused()


def test_the_click_that_leaves_the_search_field_selects_a_result(page: Page) -> None:
    gallery = open_gallery(page)
    gallery.locator("#q").press_sequentially(SEARCH_TERM)
    expect(gallery.locator("[data-grid] a")).to_have_count(1)
    expect(gallery.locator("#found-count")).to_have_text(re.compile(r"1 image"))
    requests: list[str] = []
    gallery.on(
        "request", lambda request: requests.append(request.url) if "/gallery/?" in request.url else None
    )
    gallery.locator("[data-grid] .tile-checkbox input").click(force=True)
    gallery.wait_for_timeout(500)
    expect(gallery.locator("[data-count]")).to_have_text("1 selected")
    assert requests == []


def test_menu_filters_narrow_the_grid_and_back_removes_them(page: Page) -> None:
    gallery = open_gallery(page)
    gallery.locator("[popovertarget=f-shape]").click()
    gallery.locator("#f-shape [value=portrait]").check()
    expect(gallery.locator("#found .empty")).to_be_visible()
    expect(gallery.locator("#f-shape")).to_be_visible()
    expect(gallery).to_have_url(re.compile(r"/gallery/\?shape=portrait$"))
    gallery.go_back()
    expect(gallery.locator("[data-grid] a")).to_have_count(2)
    expect(gallery.locator("#f-shape [value=portrait]")).not_to_be_checked()


def test_clicking_a_pill_removes_its_filter(page: Page) -> None:
    gallery = open_gallery(page)
    gallery.goto("/gallery/?q=celadon&refs=1")
    gallery.locator("a.pill").last.click()
    expect(gallery).to_have_url(re.compile(r"/gallery/\?q=celadon$"))
    expect(gallery.locator("[data-grid] a")).to_have_count(1)


def test_the_image_page_links_back_to_the_search_results(page: Page) -> None:
    gallery = open_gallery(page)
    gallery.goto("/gallery/?q=celadon&sort=oldest")
    gallery.locator("[data-grid] a").click()
    expect(gallery.locator(".nav-arrow")).to_have_count(0)
    gallery.locator(".stage__bar a").first.click()
    expect(gallery).to_have_url(re.compile(r"/gallery/\?q=celadon&sort=oldest$"))


@pytest.mark.parametrize("typed", ["celadon", SEARCH_TERM])
def test_search_works_without_javascript(open_page: OpenPage, alice: User, typed: str) -> None:
    page = open_page(alice, java_script_enabled=False)
    page.goto("/gallery/")
    page.locator("#q").fill(typed)
    page.locator("#q").press("Enter")
    expect(page.locator("[data-grid] a")).to_have_count(1)


def test_months_load_when_their_menu_opens_and_link_to_the_gallery(page: Page) -> None:
    gallery = open_gallery(page)
    gallery.locator("[popovertarget=f-date]").click()
    gallery.locator("#months a").click()
    expect(gallery).to_have_url(re.compile(r"/gallery/\?to=\d{4}-\d\d-\d\d$"))
    expect(gallery.locator("[data-grid] a")).to_have_count(2)
