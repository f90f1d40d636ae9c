"""axe-core finds nothing: each state at three widths, themes and languages mixed so that every pair occurs."""

import pytest
from playwright.sync_api import Page, expect

from studio.accounts.models import User
from tests.browser.conftest import Visits
from tests.browser.ledger import Ledger
from tests.browser.states import EVERY, SIGNED_IN, Past, see_runs
from tests.browser.studio_page import words
from tests.database import ROOT
from tests.latency import Pace

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
# What lies behind an open dialog has a test of its own.
RUN = """tags => axe.run(document.querySelector("dialog[open], :popover-open") ?? document, {
  runOnly: {type: "tag", values: tags}, resultTypes: ["violations"], preload: false,
}).then(({violations}) => violations.map(({id, help, nodes}) =>
  [id, help, ...nodes.slice(0, 3).map(node => `${node.target}: ${node.failureSummary}`)].join("\\n")))"""

# Width, theme, language. With the two halves, taken in turns, each pair of values occurs on neighbouring pages.
LOOKS = (
    ((1440, "light", "en"), (1024, "dark", "zh-hans"), (390, "light", "zh-hans")),
    ((1440, "dark", "zh-hans"), (1024, "light", "en"), (390, "dark", "en")),
)


def dress(page: Page, width: int, theme: str, language: str) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    page.context.add_cookies([{"name": "django_language", "value": language, "url": "http://127.0.0.1"}])


def violations(page: Page) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.add_init_script(path=AXE)  # sent once for the page's next documents too: it is half a megabyte
        page.evaluate(AXE.read_text())
    found: list[str] = page.evaluate(RUN, RULES)
    return found


@pytest.mark.parametrize(("state", "looks"), [(name, LOOKS[n % 2]) for n, name in enumerate(EVERY)])
def test_nothing_is_found(
    visit: Visits, past: Past, state: str, looks: tuple[tuple[int, str, str], ...]
) -> None:
    page = visit(past.user if state in SIGNED_IN else None)
    found = {}
    for look in looks:
        dress(page, *look)
        EVERY[state](page, past)
        found[look] = violations(page)
    assert found == {look: [] for look in looks}


def test_nothing_is_found_before_the_first_run(page: Page) -> None:
    for look in LOOKS[0]:
        dress(page, *look)
        page.goto("/")
        see_runs(page)
        assert violations(page) == []


def test_nothing_is_found_in_an_empty_gallery(page: Page) -> None:
    dress(page, *LOOKS[1][0])
    page.goto("/gallery/")
    assert violations(page) == []


def test_nothing_is_found_while_images_arrive(page: Page, alice: User, ledger: Ledger, pace: Pace) -> None:
    prompt = words()
    pace.hold(prompt, after=1)
    run = ledger.run(alice, prompt, images=4)
    for look in LOOKS[1]:
        dress(page, *look)
        page.goto("/")
        see_runs(page)
        expect(page.locator(f"#run-{run} .tile img")).to_have_count(1)
        assert violations(page) == []


def test_a_mistake_would_be_found(page: Page) -> None:
    page.goto("/gallery/")
    page.locator("h1").evaluate("heading => { heading.innerHTML = '<img src=data:>' }")
    assert [line.split("\n")[0] for line in violations(page)] == ["empty-heading", "image-alt"]


def test_the_page_says_its_language(page: Page) -> None:
    for language, tag in (("en", "en"), ("zh-hans", "zh-Hans")):
        dress(page, 1024, "light", language)
        page.goto("/")
        expect(page.locator("html")).to_have_attribute("lang", tag)
