"""No page scrolls horizontally, and the chosen theme persists."""

import pytest
from playwright.sync_api import Page, expect

from studio.accounts.models import User
from tests.browser.conftest import OpenPage
from tests.browser.states import ALL_STATES, SIGNED_IN_STATES, SeededUser, show_runs
from tests.browser.studio_database import StudioDatabase

WIDTHS = (1440, 1024, 390, 320)
HORIZONTAL_OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize("state", ALL_STATES)
def test_a_page_does_not_scroll_horizontally(open_page: OpenPage, seeded: SeededUser, state: str) -> None:
    page = open_page(seeded.user if state in SIGNED_IN_STATES else None)
    ALL_STATES[state](page, seeded)
    assert {width: max_overflow(page, width) for width in WIDTHS} == dict.fromkeys(WIDTHS, 0)


def max_overflow(page: Page, width: int) -> int:
    """Pixels by which the page is wider than its window, in the widest of its views."""
    page.set_viewport_size({"width": width, "height": 800})
    overflows = [page.evaluate(HORIZONTAL_OVERFLOW)]
    if page.locator("#view-runs").is_visible() and not page.locator(":modal, :popover-open").count():
        show_runs(page)
        overflows.append(page.evaluate(HORIZONTAL_OVERFLOW))
        page.locator("#view-compose").check()
    return max(overflows)


@pytest.mark.parametrize("width", [390, 320])
def test_the_buttons_of_a_runs_error_stay_inside_it_on_a_phone(
    open_page: OpenPage, seeded: SeededUser, width: int
) -> None:
    page = open_page(seeded.user, viewport={"width": width, "height": 800})
    page.goto("/")
    show_runs(page)
    error = page.locator(f"#run-{seeded.unknown_run}-error")
    expect(error.get_by_role("button", name="Decide outcome")).to_be_visible()
    beyond = error.locator(".btn:visible").evaluate_all(
        "(buttons, right) => buttons.filter(one => one.getBoundingClientRect().right > right)"
        ".map(one => one.textContent.trim())",
        error.evaluate("box => box.getBoundingClientRect().right"),
    )
    assert beyond == []


@pytest.mark.parametrize(("system", "other"), [("light", "dark"), ("dark", "light")])
def test_a_theme_switch_persists(open_page: OpenPage, alice: User, system: str, other: str) -> None:
    page = open_page(alice, color_scheme=system)
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


def test_the_account_menu_resets_the_theme_to_the_system(open_page: OpenPage, alice: User) -> None:
    page = open_page(alice, color_scheme="light")
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


def test_a_language_switch_persists(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="中文").first.click()
    expect(page.get_by_role("button", name="生成", exact=True)).to_be_visible()
    page.goto("/gallery/")
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")


def test_the_current_entry_of_a_scrolling_navigation_is_in_view(
    open_page: OpenPage, database: StudioDatabase
) -> None:
    root = database.create_user()
    database(lambda: User.objects.filter(pk=root.pk).update(is_superuser=True, is_staff=True))
    page = open_page(root, viewport={"width": 390, "height": 844})
    page.goto("/administration/audit/")
    row = page.get_by_role("navigation", name="Administration")
    assert row.evaluate("row => row.scrollWidth > row.clientWidth")
    expect(row.get_by_role("link", name="Audit log")).to_be_in_viewport(ratio=1)
    assert page.evaluate("scrollY") == 0
