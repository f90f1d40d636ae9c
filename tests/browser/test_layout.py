"""No page scrolls sideways, and the chosen theme stays."""

import pytest
from playwright.sync_api import Page, expect

from studio.accounts.models import User
from tests.browser.conftest import Visits
from tests.browser.ledger import Ledger
from tests.browser.states import EVERY, SIGNED_IN, Past, see_runs

WIDTHS = (1440, 1024, 390, 320)
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize("state", EVERY)
def test_a_page_fits_its_window(visit: Visits, past: Past, state: str) -> None:
    page = visit(past.user if state in SIGNED_IN else None)
    EVERY[state](page, past)
    assert {width: excess(page, width) for width in WIDTHS} == dict.fromkeys(WIDTHS, 0)


def excess(page: Page, width: int) -> int:
    """Pixels by which the page is wider than its window, in any of its views."""
    page.set_viewport_size({"width": width, "height": 800})
    beyond = [page.evaluate(TOO_WIDE)]
    if page.locator("#view-runs").is_visible() and not page.locator(":modal, :popover-open").count():
        see_runs(page)
        beyond.append(page.evaluate(TOO_WIDE))
        page.locator("#view-compose").check()
    return max(beyond)


@pytest.mark.parametrize(("system", "other"), [("light", "dark"), ("dark", "light")])
def test_the_switch_changes_the_theme_for_good(visit: Visits, alice: User, system: str, other: str) -> None:
    page = visit(alice, color_scheme=system)
    page.goto("/")
    before = background(page)
    page.get_by_role("button", name=f"Switch to {other} theme").click()
    expect(page.get_by_role("button", name=f"Switch to {system} theme")).to_be_visible()
    chosen = background(page)
    assert chosen != before
    page.reload()
    assert background(page) == chosen
    page.goto("/gallery/")
    assert background(page) == chosen


def test_the_account_menu_gives_the_theme_back_to_the_system(visit: Visits, alice: User) -> None:
    page = visit(alice, color_scheme="light")
    page.goto("/")
    before = background(page)
    page.get_by_role("button", name="Account:").click()
    menu = page.locator("#me-menu")
    menu.get_by_role("button", name="Dark").click()
    expect(menu.get_by_role("button", name="Dark")).to_have_attribute("aria-pressed", "true")
    assert background(page) != before
    menu.get_by_role("button", name="System").click()
    page.reload()
    assert background(page) == before


def background(page: Page) -> str:
    colour: str = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    return colour


def test_the_language_is_switched_and_stays(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="中文").first.click()
    expect(page.get_by_role("button", name="生成", exact=True)).to_be_visible()
    page.goto("/gallery/")
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")


def test_the_current_entry_of_a_row_that_scrolls_is_in_sight(visit: Visits, ledger: Ledger) -> None:
    root = ledger.someone()
    ledger(lambda: User.objects.filter(pk=root.pk).update(is_superuser=True, is_staff=True))
    page = visit(root, viewport={"width": 390, "height": 844})
    page.goto("/administration/audit/")
    row = page.get_by_role("navigation", name="Administration")
    assert row.evaluate("row => row.scrollWidth > row.clientWidth")
    expect(row.get_by_role("link", name="Audit log")).to_be_in_viewport(ratio=1)
    assert page.evaluate("scrollY") == 0
