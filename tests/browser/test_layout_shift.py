"""Nothing jumps while images arrive: every tile has its place before its pixels."""

import contextlib
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from studio.accounts.models import User
from tests.browser.conftest import Visits
from tests.browser.studio_page import ComposerPage, words
from tests.latency import Pace

MOST = 0.01  # of the score that browsers call cumulative layout shift
IMAGES = 15

WATCH = """
window.shifts = [];
const place = ({node, previousRect: a, currentRect: b}) => `${node?.nodeName}.${node?.className}: ${a.y} -> ${b.y}`;
new PerformanceObserver(list => list.getEntries().forEach(entry => {
  if (!entry.hadRecentInput) window.shifts.push([entry.value, entry.sources.map(place), entry.startTime]);
})).observe({type: 'layout-shift', buffered: true});
"""
PAINTED = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
PLACES = "() => [...document.querySelectorAll('.composer__sec, .composer__rows')].map(e => e.getBoundingClientRect().y)"


@pytest.mark.parametrize("width", [1440, 390])
def test_a_run_of_fifteen_moves_nothing(visit: Visits, alice: User, pace: Pace, width: int) -> None:
    page, prompt = visit(alice, viewport={"width": width, "height": 900}), words("Fifteen vases")
    let_come = pace.hold(prompt)
    page.add_init_script(WATCH)
    composer = ComposerPage(page).open()
    composer.prompt.fill(prompt)
    composer.ask_for_group(IMAGES)
    composer.generate.click()
    expect(composer.runs.locator(".tile--wait")).to_have_count(IMAGES)
    page.evaluate("window.shifts = []")  # what the answer to a click moves is no surprise
    for images in (1, 5, IMAGES):
        let_come(images)
        _expect_images(page, images)
    assert _shift(page) <= MOST, sorted(page.evaluate("window.shifts"), reverse=True)[:5]


def test_hints_and_upload_errors_move_nothing_in_the_composer(visit: Visits, alice: User) -> None:
    page = visit(alice, viewport={"width": 1440, "height": 900})
    page.add_init_script(WATCH)
    held: list[Route] = []
    composer = ComposerPage(page).open()
    composer.prompt.fill("Six views of a vase, 16:9, a sign that says OPEN")
    with _still(page):
        expect(page.locator("#draft").get_by_role("button")).to_have_count(3)
    composer.prompt.fill("One vase")
    with _still(page):
        expect(page.locator("#draft").get_by_role("button")).to_have_count(0)
    page.route("**/references/", lambda route: held.append(route))
    composer.add({"name": "notes.pdf", "mimeType": "application/pdf", "buffer": b"no picture"})
    expect(composer.form.get_by_role("progressbar", name="Uploading notes.pdf")).to_be_visible()
    with _still(page):
        held.pop().continue_()
        expect(composer.form.get_by_role("alert")).to_contain_text("notes.pdf")
    with _still(page):
        composer.form.get_by_role("button", name="Dismiss").click()
        expect(composer.form.get_by_role("alert")).to_have_count(0)


@contextlib.contextmanager
def _still(page: Page) -> Iterator[None]:
    """Nothing of the composer moves meanwhile, except what an input of the person moves."""
    page.evaluate(PAINTED)
    begun, places = page.evaluate("performance.now()"), page.evaluate(PLACES)
    yield
    page.evaluate(PAINTED)
    shifts = page.evaluate("begun => window.shifts.filter(([, , at]) => at > begun)", begun)
    assert sum(value for value, *_ in shifts) <= 0.001, shifts
    assert page.evaluate(PLACES) == places


def _expect_images(page: Page, count: int) -> None:
    """That many tiles have their picture, and those in sight have its pixels."""
    expect(page.locator(".tile img")).to_have_count(count)
    page.wait_for_function(
        "() => [...document.querySelectorAll('.tile img')].every(one => one.complete || one.loading === 'lazy')"
    )


def _shift(page: Page) -> float:
    return sum(value for value, *_ in page.evaluate("window.shifts"))
