"""axe-core finds no violations: each page at three widths, themes and languages mixed so that every pair occurs."""

import pytest
from playwright.sync_api import Page, expect

from studio.accounts.models import User
from tests.browser.conftest import OpenPage
from tests.browser.states import ALL_STATES, SIGNED_IN_STATES, SeededUser, show_runs
from tests.browser.studio_database import StudioDatabase
from tests.browser.studio_page import unique_prompt
from tests.database import ROOT
from tests.pausable_painter import PausablePainter

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
AXE_TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
# If a dialog or menu is open, only that is checked: the page behind it is a state of its own.
RUN_AXE = """tags => axe.run(document.querySelector("dialog[open], :popover-open") ?? document, {
  runOnly: {type: "tag", values: tags}, resultTypes: ["violations"], preload: false,
}).then(({violations}) => violations.map(({id, help, nodes}) =>
  [id, help, ...nodes.slice(0, 3).map(node => `${node.target}: ${node.failureSummary}`)].join("\\n")))"""

# Width, theme and language. Page states alternate between the two halves, so two neighbours cover each pair of values.
DISPLAY_VARIANTS = (
    ((1440, "light", "en"), (1024, "dark", "zh-hans"), (390, "light", "zh-hans")),
    ((1440, "dark", "zh-hans"), (1024, "light", "en"), (390, "dark", "en")),
)


def set_viewport_and_theme(page: Page, width: int, theme: str, language: str) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    page.context.add_cookies([{"name": "django_language", "value": language, "url": "http://127.0.0.1"}])


def violations(page: Page) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.add_init_script(path=AXE)  # half a megabyte: sent once, also for the page's next documents
        page.evaluate(AXE.read_text())
    found: list[str] = page.evaluate(RUN_AXE, AXE_TAGS)
    return found


@pytest.mark.parametrize(
    ("state", "variants"), [(name, DISPLAY_VARIANTS[n % 2]) for n, name in enumerate(ALL_STATES)]
)
def test_axe_finds_no_violations(
    open_page: OpenPage, seeded: SeededUser, state: str, variants: tuple[tuple[int, str, str], ...]
) -> None:
    page = open_page(seeded.user if state in SIGNED_IN_STATES else None)
    found = {}
    for variant in variants:
        set_viewport_and_theme(page, *variant)
        ALL_STATES[state](page, seeded)
        found[variant] = violations(page)
    assert found == {variant: [] for variant in variants}


def test_axe_finds_no_violations_before_the_first_run(page: Page) -> None:
    for variant in DISPLAY_VARIANTS[0]:
        set_viewport_and_theme(page, *variant)
        page.goto("/")
        show_runs(page)
        assert violations(page) == []


def test_axe_finds_no_violations_in_an_empty_gallery(page: Page) -> None:
    set_viewport_and_theme(page, *DISPLAY_VARIANTS[1][0])
    page.goto("/gallery/")
    assert violations(page) == []


def test_axe_finds_no_violations_while_images_arrive(
    page: Page, alice: User, database: StudioDatabase, painter: PausablePainter
) -> None:
    prompt = unique_prompt()
    painter.hold(prompt, after=1)
    run = database.create_run(alice, prompt, images=4)
    for variant in DISPLAY_VARIANTS[1]:
        set_viewport_and_theme(page, *variant)
        page.goto("/")
        show_runs(page)
        expect(page.locator(f"#run-{run} .tile img")).to_have_count(1)
        assert violations(page) == []


def test_axe_reports_real_violations(page: Page) -> None:
    page.goto("/gallery/")
    page.locator("h1").evaluate("heading => { heading.innerHTML = '<img src=data:>' }")
    assert [line.split("\n")[0] for line in violations(page)] == ["empty-heading", "image-alt"]


def test_the_page_declares_its_language(page: Page) -> None:
    for language, tag in (("en", "en"), ("zh-hans", "zh-Hans")):
        set_viewport_and_theme(page, 1024, "light", language)
        page.goto("/")
        expect(page.locator("html")).to_have_attribute("lang", tag)
