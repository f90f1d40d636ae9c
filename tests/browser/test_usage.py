"""The usage page by keyboard, on a phone and for screen readers."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from studio.accounts.models import User
from studio.budgets.limits import set_budget
from studio.generations.models import Generation
from studio.usage.rollup import roll_up, today
from tests.browser.conftest import OpenPage
from tests.browser.studio_database import StudioDatabase
from tests.browser.studio_page import unique_prompt
from tests.browser.test_accessibility import DISPLAY_VARIANTS, set_viewport_and_theme, violations

WEEK = "/usage/?period=7"
FITS_WINDOW = "document.documentElement.scrollWidth <= innerWidth"


@pytest.fixture
def root(database: StudioDatabase) -> User:
    """An administrator who made two images yesterday and one today, and has a budget, as their team does."""
    user = database.create_user()
    runs = [database.create_run(user, unique_prompt(), images) for images in (2, 1)]
    for run in runs:
        database.wait_until_ended(run)

    def prepare() -> None:
        User.objects.filter(pk=user.pk).update(is_superuser=True)
        Generation.objects.filter(pk=runs[0]).update(day=today() - timedelta(days=1))
        set_budget(user, 10_000_000)
        roll_up()

    team = database.create_team(user)
    database(lambda: set_budget(team, 10_000_000))
    database(prepare)
    return user


@pytest.fixture
def page(open_page: OpenPage, root: User) -> Page:
    return open_page(root)


def test_axe_finds_no_violations_and_the_page_fits_a_phone(page: Page) -> None:
    for variant in DISPLAY_VARIANTS[0]:
        set_viewport_and_theme(page, *variant)
        page.goto(WEEK)
        page.locator("details.alt > summary").click()
        expect(page.get_by_role("row")).not_to_have_count(0)
        assert violations(page) == []
        assert page.evaluate(FITS_WINDOW)


def test_axe_finds_no_violations_in_the_date_menu_and_mismatches(page: Page) -> None:
    for variant in DISPLAY_VARIANTS[1]:
        set_viewport_and_theme(page, *variant)
        page.goto(WEEK)
        page.locator("[popovertarget=usage-dates]").click()
        expect(page.locator("#usage-dates")).to_be_visible()
        assert violations(page) == []
        page.goto("/usage/mismatches/")
        assert violations(page) == []


def test_a_bar_shows_its_numbers_and_links_to_its_day(page: Page) -> None:
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


def test_team_and_metric_apply_without_a_submit_button(page: Page) -> None:
    page.goto(WEEK + "&view=mine")
    page.get_by_label("Team", exact=True).select_option("private")
    expect(page).to_have_url(re.compile("team=private"))
    page.get_by_role("link", name="Images", exact=True).click()
    expect(page).to_have_url(re.compile("team=private.*metric=images"))
    expect(page.locator(".segmented [aria-current]", has_text="Images")).to_be_visible()


def test_people_are_searched_while_typing(page: Page, root: User) -> None:
    page.goto(WEEK)
    page.get_by_label("Find a person").press_sequentially(root.name[-6:])
    expect(page.locator("#people-rows tbody tr")).to_have_count(1)
    expect(page.locator("#people-rows tbody tr")).to_contain_text(root.name)
    page.get_by_label("Find a person").fill("nobody at all")
    expect(page.locator("#people-rows")).to_have_text("No matching people")
