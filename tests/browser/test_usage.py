"""The usage page by keys, on a phone and for screen readers."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from studio.accounts.models import User
from studio.budgets.limits import set_budget
from studio.generations.models import Generation
from studio.usage.rollup import roll_up, today
from tests.browser.conftest import Visits
from tests.browser.ledger import Ledger
from tests.browser.studio_page import words
from tests.browser.test_accessibility import LOOKS, dress, violations

WEEK = "/usage/?period=7"
FITS = "document.documentElement.scrollWidth <= innerWidth"


@pytest.fixture
def root(ledger: Ledger) -> User:
    """An administrator who made two images yesterday and one today, and has a budget, as their team does."""
    somebody = ledger.someone()
    runs = [ledger.run(somebody, words(), images) for images in (2, 1)]
    for run in runs:
        ledger.until_ended(run)

    def change() -> None:
        User.objects.filter(pk=somebody.pk).update(is_superuser=True)
        Generation.objects.filter(pk=runs[0]).update(day=today() - timedelta(days=1))
        set_budget(somebody, 10_000_000)
        roll_up()

    team = ledger.team(somebody)
    ledger(lambda: set_budget(team, 10_000_000))
    ledger(change)
    return somebody


@pytest.fixture
def page(visit: Visits, root: User) -> Page:
    return visit(root)


def test_axe_finds_nothing_and_a_phone_shows_all(page: Page) -> None:
    for look in LOOKS[0]:
        dress(page, *look)
        page.goto(WEEK)
        page.locator("details.alt > summary").click()
        expect(page.get_by_role("row")).not_to_have_count(0)
        assert violations(page) == []
        assert page.evaluate(FITS)


def test_axe_finds_nothing_in_the_dates_and_the_mismatches(page: Page) -> None:
    for look in LOOKS[1]:
        dress(page, *look)
        page.goto(WEEK)
        page.locator("[popovertarget=usage-dates]").click()
        expect(page.locator("#usage-dates")).to_be_visible()
        assert violations(page) == []
        page.goto("/usage/mismatches/")
        assert violations(page) == []


def test_a_bar_says_its_numbers_and_leads_to_its_day(page: Page) -> None:
    page.goto(WEEK + "&view=mine")
    bar = page.locator("a.day").nth(5)
    expect(bar.locator(".readout")).to_be_hidden()
    bar.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(bar.locator(".readout")).to_have_css("visibility", "visible")
    expect(bar).to_have_accessible_name(re.compile("images: 2$"))
    page.keyboard.press("Enter")
    expect(page.locator(".day")).to_have_count(1)
    expect(page.locator(".day")).to_have_accessible_name(re.compile("images: 2$"))


def test_a_place_and_a_metric_are_chosen_without_a_button(page: Page) -> None:
    page.goto(WEEK + "&view=mine")
    page.get_by_label("Team", exact=True).select_option("private")
    expect(page).to_have_url(re.compile("team=private"))
    page.get_by_role("link", name="Images", exact=True).click()
    expect(page).to_have_url(re.compile("team=private.*metric=images"))
    expect(page.locator(".segmented [aria-current]", has_text="Images")).to_be_visible()


def test_a_person_is_found_while_one_types(page: Page, root: User) -> None:
    page.goto(WEEK)
    page.get_by_label("Find a person").press_sequentially(root.name[-6:])
    expect(page.locator("#people-rows tbody tr")).to_have_count(1)
    expect(page.locator("#people-rows tbody tr")).to_contain_text(root.name)
    page.get_by_label("Find a person").fill("nobody at all")
    expect(page.locator("#people-rows")).to_have_text("No matching people")
