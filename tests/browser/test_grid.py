"""A long gallery: few tiles in the page, none lost, and the way back to a place."""

import time
import uuid

import pytest
from playwright.sync_api import Page, expect

from studio.accounts.models import User
from studio.generations.models import Generation, Image
from tests.browser.chrome import TIMEOUT_MS
from tests.browser.ledger import Ledger
from tests.browser.studio_page import words

RUNS, EACH = 30, 15
SHAPES = [
    (2048, 2048),
    (2560, 1440),
    (1440, 2560),
    (4096, 1024),
    (1024, 4096),
    (3104, 1312),
]  # wide and narrow beyond limits
PLACES = """() => [...document.querySelectorAll("[data-grid] .image-tile")].map((tile) => {
  const { x, y, width, height } = tile.getBoundingClientRect();
  return [tile.querySelector("a").href, x, y + scrollY, width, height];
})"""
IMAGES = RUNS * EACH
MOST = 240  # tiles in the page at once
TILE = "[data-grid] .image-tile"
UPPERMOST = """() => [...document.querySelectorAll("[data-grid] .image-tile")]
  .find((tile) => tile.getBoundingClientRect().bottom > 0).querySelector("a").getAttribute("href")"""
OVERLAPS = """() => {
  const boxes = [...document.querySelectorAll("[data-grid] .image-tile")].map((tile) => tile.getBoundingClientRect());
  const meet = (a, b, from, to) => a[from] < b[to] - 1 && b[from] < a[to] - 1;
  const touches = (a, b) => meet(a, b, "left", "right") && meet(a, b, "top", "bottom");
  return boxes.filter((a, n) => boxes.slice(n + 1).some((b) => touches(a, b))).length;
}"""
HEIGHT = "document.querySelector('[data-grid]').getBoundingClientRect().height"
TOTAL = """async () => {
  const main = document.querySelector("script[src*='js/gallery']").src, text = await (await fetch(main)).text();
  const rows = new URL(text.match(/[.][/]gallery[/]virtual_list[^"]*/)[0], main);
  return (await import(rows)).tiles().length;
}"""


@pytest.fixture(autouse=True)
def _many_images(ledger: Ledger, alice: User) -> None:
    run = ledger.run(alice, words(), images=EACH, size="2048x2048")
    ledger.until_ended(run)
    ledger(lambda: copy(run))


def copy(run: int) -> None:
    """The run's rows again and again; its files serve all of them."""
    images = list(Image.objects.filter(generation=run).defer(None).order_by("index"))
    for n in range(RUNS - 1):
        again = Generation.objects.defer(None).get(pk=run)
        again.pk, again.submission = None, uuid.uuid4()
        again.save(force_insert=True)
        for image in images:
            image.pk, image.generation = None, again
            image.width, image.height = SHAPES[(n + image.index) % len(SHAPES)]
        Image.objects.bulk_create(images)


def walk(page: Page, tiles: int) -> int:
    """Scrolls down until so many tiles have come; returns the most that were in the page at once."""
    most, end = 0, time.monotonic() + TIMEOUT_MS / 1000
    while time.monotonic() < end:
        page.mouse.wheel(0, 1_500)
        page.wait_for_timeout(60)
        count = page.locator(TILE).count()
        most = max(most, count)
        if page.evaluate(TOTAL) >= tiles:
            return most
    raise AssertionError(f"Only {page.evaluate(TOTAL)} tiles have come.")


def test_however_far_one_scrolls_the_page_holds_few_tiles_and_each_stays_at_its_place(page: Page) -> None:
    page.goto("/gallery/")
    newest = page.locator(f"{TILE} > a").first.get_attribute("href") or ""
    assert walk(page, IMAGES) <= MOST + 60
    assert page.locator(TILE).count() <= MOST
    high = page.evaluate(HEIGHT)
    page.keyboard.press("Control+Home")
    expect(page.locator(f"{TILE} > a").first).to_have_attribute("href", newest)
    assert abs(page.evaluate(HEIGHT) - high) < 2
    page.reload()
    expect(page.locator(f"{TILE} > a").first).to_have_attribute("href", newest)


@pytest.mark.parametrize("width", [1440, 390])
def test_what_is_reckoned_stands_where_css_had_placed_it(width: int, page: Page) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/gallery/")
    by_css = {href: place for href, *place in page.evaluate(PLACES)}
    page.mouse.wheel(0, 40)
    expect(page.locator("[data-placed]")).to_be_visible()
    reckoned = {href: place for href, *place in page.evaluate(PLACES)}
    assert len(reckoned) > 10
    assert {
        href
        for href, place in reckoned.items()
        if any(abs(a - b) > 0.1 for a, b in zip(place, by_css[href], strict=True))
    } == set()


def test_a_narrower_window_keeps_what_was_seen(page: Page) -> None:
    page.goto("/gallery/")
    walk(page, 200)
    seen = page.evaluate(UPPERMOST)
    page.set_viewport_size({"width": 900, "height": 900})
    expect(page.locator(f'{TILE} > a[href="{seen}"]')).to_be_in_viewport()
    assert page.evaluate(OVERLAPS) == 0


def test_the_size_of_the_rows_asks_for_nothing_else_and_outlives_a_search(page: Page) -> None:
    page.goto("/gallery/")
    walk(page, 200)
    page.locator(f"{TILE} .pick input").last.check(force=True)
    address, small = page.url, page.evaluate(HEIGHT) / page.evaluate(TOTAL)
    page.get_by_label("Tile size").fill("1.4")
    expect(page.locator("[data-count]")).to_have_text("1 selected")
    assert page.evaluate(TOTAL) >= 200
    assert page.url == address
    assert (
        page.evaluate(HEIGHT) / page.evaluate(TOTAL) > 1.4 * small
    )  # one row differs from the next: all together tell
    page.get_by_label("Sort").select_option("oldest")
    expect(page).not_to_have_url(address)
    expect(page.locator("[data-grid]")).to_have_css("--density", "1.4")
    page.get_by_label("Tile size").fill("1")


def test_what_is_ticked_stays_ticked_out_of_sight(page: Page) -> None:
    page.goto("/gallery/")
    page.locator(f"{TILE} .pick input").first.check(force=True)
    walk(page, 300)
    expect(page.locator("[data-count]")).to_have_text("1 selected")
    assert page.locator(f"{TILE} .pick :checked").count() == 0
    page.locator(f"{TILE} .pick input").last.click(modifiers=["Shift"], force=True)
    counted = page.locator("[data-count]").inner_text()
    assert int(counted.split()[0]) > page.locator(TILE).count()
    page.get_by_role("button", name="Clear selection").click()
    expect(page.locator(".selbar")).to_be_hidden()


def test_back_leads_to_the_place_however_deep(page: Page) -> None:
    page.goto("/gallery/")
    walk(page, 300)
    address = page.locator(f"{TILE} > a").last.get_attribute("href")
    link = page.locator(f'{TILE} > a[href="{address}"]')  # more tiles may come, and another be the last
    link.scroll_into_view_if_needed()
    place = page.evaluate("scrollY")
    link.click()
    expect(page.locator(".stage")).to_be_visible()
    page.go_back()
    expect(link).to_be_in_viewport()
    assert abs(page.evaluate("scrollY") - place) < 300


def test_the_grid_is_one_stop_of_the_tab_key(page: Page) -> None:
    page.goto("/gallery/")
    stops = f"{TILE} > a[tabindex='0']"
    expect(page.locator(stops)).to_have_count(1)
    page.locator(stops).focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(f"{TILE}:nth-of-type(2) > a")).to_be_focused()
    expect(page.locator(stops)).to_have_count(1)
    page.keyboard.press("End")
    expect(page.locator(f"{TILE} > a:focus")).to_be_in_viewport()
