"""No layout shift while images arrive: every tile has its space reserved before its pixels load."""

import contextlib
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from studio.accounts.models import User
from tests.browser.conftest import OpenPage
from tests.browser.studio_page import ComposerPage, unique_prompt
from tests.pausable_painter import PausablePainter

MAX_SHIFT = 0.01  # cumulative layout shift (CLS)
IMAGES = 15

RECORD_SHIFTS = """
window.shifts = [];
const place = ({node, previousRect: a, currentRect: b}) => `${node?.nodeName}.${node?.className}: ${a.y} -> ${b.y}`;
new PerformanceObserver(list => list.getEntries().forEach(entry => {
  if (!entry.hadRecentInput) window.shifts.push([entry.value, entry.sources.map(place), entry.startTime]);
})).observe({type: 'layout-shift', buffered: true});
"""
NEXT_PAINT = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
PLACES = "() => [...document.querySelectorAll('.composer__sec, .composer__rows')].map(e => e.getBoundingClientRect().y)"


@pytest.mark.parametrize("width", [1440, 390])
def test_a_run_of_fifteen_images_shifts_no_layout(
    open_page: OpenPage, alice: User, painter: PausablePainter, width: int
) -> None:
    page, prompt = open_page(alice, viewport={"width": width, "height": 900}), unique_prompt("Fifteen vases")
    release = painter.hold(prompt)
    page.add_init_script(RECORD_SHIFTS)
    composer = ComposerPage(page).open()
    composer.prompt.fill(prompt)
    composer.ask_for_group(IMAGES)
    composer.generate.click()
    expect(composer.runs.locator(".tile--wait")).to_have_count(IMAGES)
    page.evaluate("window.shifts = []")  # shifts in response to a click are expected
    for images in (1, 5, IMAGES):
        release(images)
        _expect_images(page, images)
    assert _cumulative_shift(page) <= MAX_SHIFT, sorted(page.evaluate("window.shifts"), reverse=True)[:5]


def test_hints_and_upload_errors_shift_nothing_in_the_composer(open_page: OpenPage, alice: User) -> None:
    page = open_page(alice, viewport={"width": 1440, "height": 900})
    page.add_init_script(RECORD_SHIFTS)
    held: list[Route] = []
    composer = ComposerPage(page).open()
    composer.prompt.fill("Six views of a vase, 16:9, a sign that says OPEN")
    with _expect_no_shift(page):
        expect(page.locator("#draft").get_by_role("button")).to_have_count(3)
    composer.prompt.fill("One vase")
    with _expect_no_shift(page):
        expect(page.locator("#draft").get_by_role("button")).to_have_count(0)
    page.route("**/references/", lambda route: held.append(route))
    composer.add({"name": "notes.pdf", "mimeType": "application/pdf", "buffer": b"no picture"})
    expect(composer.form.get_by_role("progressbar", name="Uploading notes.pdf")).to_be_visible()
    with _expect_no_shift(page):
        held.pop().continue_()
        expect(composer.form.get_by_role("alert")).to_contain_text("notes.pdf")
    with _expect_no_shift(page):
        composer.form.get_by_role("button", name="Dismiss").click()
        expect(composer.form.get_by_role("alert")).to_have_count(0)


@contextlib.contextmanager
def _expect_no_shift(page: Page) -> Iterator[None]:
    """Nothing in the composer moves meanwhile, except in response to user input."""
    page.evaluate(NEXT_PAINT)
    started, positions = page.evaluate("performance.now()"), page.evaluate(PLACES)
    yield
    page.evaluate(NEXT_PAINT)
    shifts = page.evaluate("started => window.shifts.filter(([, , at]) => at > started)", started)
    assert sum(value for value, *_ in shifts) <= 0.001, shifts
    assert page.evaluate(PLACES) == positions


def _expect_images(page: Page, count: int) -> None:
    """That many tiles have their image, and the visible ones have loaded it."""
    expect(page.locator(".tile img")).to_have_count(count)
    page.wait_for_function(
        "() => [...document.querySelectorAll('.tile img')].every(one => one.complete || one.loading === 'lazy')"
    )


def _cumulative_shift(page: Page) -> float:
    return sum(value for value, *_ in page.evaluate("window.shifts"))
