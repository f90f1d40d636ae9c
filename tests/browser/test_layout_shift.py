"""Nothing jumps while images arrive: every tile has its place before its pixels."""

import pytest
from playwright.sync_api import Page, expect

from studio.accounts.models import User
from tests.browser.conftest import Visits
from tests.browser.desk import Desk, words
from tests.pace import Pace

MOST = 0.01  # of the score that browsers call cumulative layout shift
IMAGES = 15

WATCH = """
window.shifts = [];
const place = ({node, previousRect: a, currentRect: b}) => `${node?.nodeName}.${node?.className}: ${a.y} -> ${b.y}`;
new PerformanceObserver(list => list.getEntries().forEach(entry => {
  if (!entry.hadRecentInput) window.shifts.push([entry.value, entry.sources.map(place)]);
})).observe({type: 'layout-shift', buffered: true});
"""


@pytest.mark.parametrize("width", [1440, 390])
def test_a_run_of_fifteen_moves_nothing(visit: Visits, alice: User, pace: Pace, width: int) -> None:
    page, prompt = visit(alice, viewport={"width": width, "height": 900}), words("Fifteen vases")
    let_come = pace.hold(prompt)
    page.add_init_script(WATCH)
    desk = Desk(page).open()
    desk.prompt.fill(prompt)
    desk.ask_for_group(IMAGES)
    desk.generate.click()
    expect(desk.runs.locator(".tile--wait")).to_have_count(IMAGES)
    page.evaluate("window.shifts = []")  # what the answer to a click moves is no surprise
    for images in (1, 5, IMAGES):
        let_come(images)
        _expect_images(page, images)
    assert _shift(page) <= MOST, sorted(page.evaluate("window.shifts"), reverse=True)[:5]


def _expect_images(page: Page, count: int) -> None:
    """That many tiles have their picture, and those in sight have its pixels."""
    expect(page.locator(".tile img")).to_have_count(count)
    page.wait_for_function(
        "() => [...document.querySelectorAll('.tile img')].every(one => one.complete || one.loading === 'lazy')"
    )


def _shift(page: Page) -> float:
    return sum(value for value, _ in page.evaluate("window.shifts"))
