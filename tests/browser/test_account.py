"""The account pages, using only the keyboard."""

import pytest
from playwright.sync_api import Page, expect

from studio.accounts.models import User
from studio.usage.month import this_month
from tests.browser.conftest import OpenPage
from tests.browser.studio_database import StudioDatabase
from tests.fixtures import PASSWORD, create_user, unique_word


@pytest.fixture
def dora(database: StudioDatabase) -> User:
    """A user with a password."""
    return database(lambda: create_user(f"Dora-{unique_word()}"))


def tab_to(page: Page, name: str, role: str = "") -> None:
    """Presses Tab until an element with this name has the focus."""
    focused_element = """() => [document.activeElement.role || "", document.activeElement.labels?.[0]?.textContent
        || document.activeElement.getAttribute("aria-label") || document.activeElement.textContent]"""
    for _ in range(60):
        page.keyboard.press("Tab")
        if name in page.evaluate(focused_element)[1]:
            return
    raise AssertionError(f"Tab does not lead to {name}")


def test_the_profile_is_changed(page: Page, alice: User, database: StudioDatabase) -> None:
    page.goto("/gallery/")
    tab_to(page, "Account:")
    page.keyboard.press("Enter")
    tab_to(page, "Account")
    page.keyboard.press("Enter")
    page.wait_for_url("**/account/")
    tab_to(page, "Name")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("Alice Liu")
    tab_to(page, "Time zone")
    page.keyboard.type("Europe/Lisbon")
    tab_to(page, "Save")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").get_by_text("Saved.")).to_be_visible()
    expect(page.get_by_role("button", name="Account: Alice Liu")).to_be_visible()
    assert database(lambda: User.objects.get(pk=alice.pk).time_zone) == "Europe/Lisbon"


def test_the_account_menu_shows_this_months_usage(page: Page, alice: User, database: StudioDatabase) -> None:
    usage = database(lambda: this_month(alice))
    page.goto("/gallery/")
    page.get_by_role("button", name="Account:").click()
    expect(page.locator("#month")).to_contain_text(f"{usage.images:,} image")


def test_the_browsers_time_zone_is_offered(open_page: OpenPage, alice: User) -> None:
    page = open_page(alice, timezone_id="Asia/Tokyo")
    page.goto("/account/")
    page.get_by_role("button", name="Set the time zone to Asia/Tokyo").click()
    expect(page.get_by_label("Time zone")).to_have_value("Asia/Tokyo")
    expect(page.get_by_label("Time zone")).to_be_focused()


def test_an_invalid_field_is_focused_and_described(page: Page) -> None:
    page.goto("/account/")
    page.get_by_label("Time zone").fill("Mars/Olympus")
    page.get_by_role("button", name="Save").click()
    field = page.get_by_label("Time zone")
    expect(field).to_be_focused()
    expect(field).to_have_accessible_description(
        "Mars/Olympus is not a known time zone. For example Asia/Shanghai. "
        "If empty, the studio’s time zone is used: UTC."
    )


def test_a_language_switch_keeps_the_page_and_applies_to_every_browser(
    page: Page, open_page: OpenPage, alice: User
) -> None:
    page.goto("/gallery/?before=7")
    tab_to(page, "中文")
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    assert page.url.endswith("/gallery/?before=7")
    other = open_page(alice, locale="en-US")
    other.goto("/gallery/")
    expect(other.locator("html")).to_have_attribute("lang", "zh-Hans")


def test_an_account_is_deleted(open_page: OpenPage, dora: User, database: StudioDatabase) -> None:
    page = open_page(dora)
    page.goto("/account/")
    tab_to(page, "Delete account…")
    page.keyboard.press("Enter")
    page.wait_for_url("**/delete/")
    tab_to(page, "Type your email address")
    page.keyboard.type(dora.email)
    tab_to(page, "Your password")
    page.keyboard.type("wrong password")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Your password")).to_be_focused()
    expect(page.get_by_text("Incorrect password.")).to_be_visible()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Your account was deleted.")).to_be_visible()
    assert not database(lambda: User.objects.filter(email=dora.email).exists())


def test_sign_in_redirects_to_the_requested_page(open_page: OpenPage, dora: User) -> None:
    page = open_page(None)
    page.goto("/account/delete/?from=mail")
    page.get_by_role("button", name="中文").first.click()
    page.get_by_role("button", name="EN").first.click()
    page.get_by_label("Email address").fill(dora.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/account/delete/?from=mail")


@pytest.mark.parametrize(
    "address", ["/account/", "/account/email/", "/account/delete/", "/account/sessions/"]
)
def test_nothing_is_cut_off_at_200_percent_zoom(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 640, "height": 400})
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth") <= 640
