"""The virtual list of a long gallery: few tiles in the page, none lost, and the scroll position is restored."""

import time
import uuid

import pytest
from playwright.sync_api import Page, expect

from studio.accounts.models import User
from studio.generations.models import Generation, Image
from tests.browser.chrome import TIMEOUT_MS
from tests.browser.studio_database import StudioDatabase
from tests.browser.studio_page import unique_prompt

RUNS, IMAGES_PER_RUN = 30, 15
SIZES = [
    (2048, 2048),
    (2560, 1440),
    (1440, 2560),
    (4096, 1024),
    (1024, 4096),
    (3104, 1312),
]  # including extreme ratios
TILE_POSITIONS = """() => [...document.querySelectorAll("[data-grid] .image-tile")].map((tile) => {
  const { x, y, width, height } = tile.getBoundingClientRect();
  return [tile.querySelector("a").href, x, y + scrollY, width, height];
})"""
IMAGES = RUNS * IMAGES_PER_RUN
MAX_TILES = 240  # tiles in the page at once
TILE = "[data-grid] .image-tile"
FIRST_VISIBLE_TILE = """() => [...document.querySelectorAll("[data-grid] .image-tile")]
  .find((tile) => tile.getBoundingClientRect().bottom > 0).querySelector("a").getAttribute("href")"""
OVERLAPS = """() => {
  const boxes = [...document.querySelectorAll("[data-grid] .image-tile")].map((tile) => tile.getBoundingClientRect());
  const meet = (a, b, from, to) => a[from] < b[to] - 1 && b[from] < a[to] - 1;
  const touches = (a, b) => meet(a, b, "left", "right") && meet(a, b, "top", "bottom");
  return boxes.filter((a, n) => boxes.slice(n + 1).some((b) => touches(a, b))).length;
}"""
GRID_HEIGHT = "document.querySelector('[data-grid]').getBoundingClientRect().height"
LOADED_TILES = """async () => {
  const main = document.querySelector("script[src*='js/gallery']").src, text = await (await fetch(main)).text();
  const rows = new URL(text.match(/[.][/]gallery[/]virtual_list[^"]*/)[0], main);
  return (await import(rows)).tiles().length;
}"""


@pytest.fixture(autouse=True)
def _many_images(database: StudioDatabase, alice: User) -> None:
    run = database.create_run(alice, unique_prompt(), images=IMAGES_PER_RUN, size="2048x2048")
    database.wait_until_ended(run)
    database(lambda: copy_run(run))


def copy_run(run: int) -> None:
    """Copies the run's rows; all copies share its files."""
    images = list(Image.objects.filter(generation=run).defer(None).order_by("index"))
    for n in range(RUNS - 1):
        duplicate = Generation.objects.defer(None).get(pk=run)
        duplicate.pk, duplicate.submission = None, uuid.uuid4()
        duplicate.save(force_insert=True)
        for image in images:
            image.pk, image.generation = None, duplicate
            image.width, image.height = SIZES[(n + image.index) % len(SIZES)]
        Image.objects.bulk_create(images)


def scroll_until_loaded(page: Page, tiles: int) -> int:
    """Scrolls down until that many tiles are loaded; returns the highest number in the page at once."""
    max_tiles, deadline = 0, time.monotonic() + TIMEOUT_MS / 1000
    while time.monotonic() < deadline:
        page.mouse.wheel(0, 1_500)
        page.wait_for_timeout(60)
        count = page.locator(TILE).count()
        max_tiles = max(max_tiles, count)
        if page.evaluate(LOADED_TILES) >= tiles:
            return max_tiles
    raise AssertionError(f"Only {page.evaluate(LOADED_TILES)} tiles have come.")


def test_the_page_holds_few_tiles_at_fixed_positions_at_any_scroll_depth(page: Page) -> None:
    page.goto("/gallery/")
    newest = page.locator(f"{TILE} > a").first.get_attribute("href") or ""
    assert scroll_until_loaded(page, IMAGES) <= MAX_TILES + 60
    assert page.locator(TILE).count() <= MAX_TILES
    height = page.evaluate(GRID_HEIGHT)
    page.keyboard.press("Control+Home")
    expect(page.locator(f"{TILE} > a").first).to_have_attribute("href", newest)
    assert abs(page.evaluate(GRID_HEIGHT) - height) < 2
    page.reload()
    expect(page.locator(f"{TILE} > a").first).to_have_attribute("href", newest)


@pytest.mark.parametrize("width", [1440, 390])
def test_calculated_tile_positions_match_the_css_layout(width: int, page: Page) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/gallery/")
    css_positions = {href: position for href, *position in page.evaluate(TILE_POSITIONS)}
    page.mouse.wheel(0, 40)
    expect(page.locator("[data-placed]")).to_be_visible()
    calculated_positions = {href: position for href, *position in page.evaluate(TILE_POSITIONS)}
    assert len(calculated_positions) > 10
    assert {
        href
        for href, position in calculated_positions.items()
        if any(abs(a - b) > 0.1 for a, b in zip(position, css_positions[href], strict=True))
    } == set()


def test_a_narrower_window_keeps_the_visible_tile_in_view(page: Page) -> None:
    page.goto("/gallery/")
    scroll_until_loaded(page, 200)
    visible_href = page.evaluate(FIRST_VISIBLE_TILE)
    page.set_viewport_size({"width": 900, "height": 900})
    expect(page.locator(f'{TILE} > a[href="{visible_href}"]')).to_be_in_viewport()
    assert page.evaluate(OVERLAPS) == 0


def test_changing_the_tile_size_keeps_the_grid_and_survives_a_search(page: Page) -> None:
    page.goto("/gallery/")
    scroll_until_loaded(page, 200)
    page.locator(f"{TILE} .tile-checkbox input").last.check(force=True)
    address, small_row_height = page.url, page.evaluate(GRID_HEIGHT) / page.evaluate(LOADED_TILES)
    page.get_by_label("Tile size").fill("1.4")
    expect(page.locator("[data-count]")).to_have_text("1 selected")
    assert page.evaluate(LOADED_TILES) >= 200
    assert page.url == address
    assert (
        page.evaluate(GRID_HEIGHT) / page.evaluate(LOADED_TILES) > 1.4 * small_row_height
    )  # rows differ, so only the total is comparable
    page.get_by_label("Sort").select_option("oldest")
    expect(page).not_to_have_url(address)
    expect(page.locator("[data-grid]")).to_have_css("--density", "1.4")
    page.get_by_label("Tile size").fill("1")


def test_selected_tiles_stay_selected_out_of_view(page: Page) -> None:
    page.goto("/gallery/")
    page.locator(f"{TILE} .tile-checkbox input").first.check(force=True)
    scroll_until_loaded(page, 300)
    expect(page.locator("[data-count]")).to_have_text("1 selected")
    assert page.locator(f"{TILE} .tile-checkbox :checked").count() == 0
    page.locator(f"{TILE} .tile-checkbox input").last.click(modifiers=["Shift"], force=True)
    selection_text = page.locator("[data-count]").inner_text()
    assert int(selection_text.split()[0]) > page.locator(TILE).count()
    page.get_by_role("button", name="Clear selection").click()
    expect(page.locator(".selbar")).to_be_hidden()


def test_back_restores_the_scroll_position_in_a_long_gallery(page: Page) -> None:
    page.goto("/gallery/")
    scroll_until_loaded(page, 300)
    address = page.locator(f"{TILE} > a").last.get_attribute("href")
    link = page.locator(f'{TILE} > a[href="{address}"]')  # more tiles may load, and another become the last
    link.scroll_into_view_if_needed()
    position = page.evaluate("scrollY")
    link.click()
    expect(page.locator(".stage")).to_be_visible()
    page.go_back()
    expect(link).to_be_in_viewport()
    assert abs(page.evaluate("scrollY") - position) < 300


def test_the_grid_is_a_single_tab_stop(page: Page) -> None:
    page.goto("/gallery/")
    stops = f"{TILE} > a[tabindex='0']"
    expect(page.locator(stops)).to_have_count(1)
    page.locator(stops).focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(f"{TILE}:nth-of-type(2) > a")).to_be_focused()
    expect(page.locator(stops)).to_have_count(1)
    page.keyboard.press("End")
    expect(page.locator(f"{TILE} > a:focus")).to_be_in_viewport()
