"""The run list: search and filters are in the URL, and new runs appear only where they match."""

import re

from playwright.sync_api import Page, expect

from studio.accounts.models import User
from tests.browser.conftest import OpenPage
from tests.browser.studio_database import StudioDatabase
from tests.browser.studio_page import ComposerPage, unique_prompt
from tests.pausable_painter import PausablePainter


def card(page: Page, run: int):
    return page.locator(f"#run-{run}")


def test_typing_searches_and_back_restores_the_previous_list(
    page: Page, alice: User, database: StudioDatabase
) -> None:
    rain, snow = database.create_run(alice, "雨夜的城市街道"), database.create_run(alice, "A snowy mountain")
    page.goto("/runs/")
    expect(card(page, snow)).to_be_visible()
    page.get_by_role("searchbox", name="Search prompts").press_sequentially("雨夜")
    expect(card(page, snow)).to_have_count(0)
    expect(card(page, rain)).to_be_visible()
    expect(page).to_have_url(re.compile(r"/runs/\?q=%E9%9B%A8%E5%A4%9C$"))
    page.go_back()
    expect(card(page, snow)).to_be_visible()


def test_an_empty_result_offers_to_clear_the_filters(
    page: Page, alice: User, database: StudioDatabase
) -> None:
    run = database.create_run(alice, unique_prompt())
    database.wait_until_ended(run)
    page.goto("/runs/")
    page.get_by_role("combobox", name="State").select_option("Cancelled")
    expect(page.get_by_role("heading", name="No runs match these filters")).to_be_visible()
    expect(page.locator("#runs-count")).to_have_text("0 runs")
    page.get_by_role("link", name="Clear filters").click()
    expect(card(page, run)).to_be_visible()
    expect(page.get_by_role("combobox", name="State")).to_have_value("")


def test_a_filtered_list_gets_only_the_new_runs_that_match(
    page: Page, alice: User, database: StudioDatabase
) -> None:
    page.goto("/runs/?q=rain")
    expect(page.get_by_role("heading", name="No runs match these filters")).to_be_visible()
    snow, rain = database.create_run(alice, "snow"), database.create_run(alice, "rain")
    expect(card(page, rain)).to_be_visible()
    expect(card(page, snow)).to_have_count(0)
    expect(page.get_by_role("heading", name="No runs match these filters")).to_be_hidden()


def test_new_runs_are_matched_against_a_changed_filter(
    page: Page, alice: User, database: StudioDatabase
) -> None:
    page.goto("/runs/?q=snow")
    page.get_by_role("searchbox", name="Search prompts").fill("rain")
    expect(page).to_have_url(re.compile("q=rain"))
    snow, rain = database.create_run(alice, "snow"), database.create_run(alice, "rain")
    expect(card(page, rain)).to_be_visible()
    expect(card(page, snow)).to_have_count(0)


def test_a_page_of_older_runs_shows_no_new_runs(
    page: Page, alice: User, database: StudioDatabase, painter: PausablePainter
) -> None:
    prompt = unique_prompt()
    release = painter.hold(prompt)
    older, newer = database.create_run(alice, prompt), database.create_run(alice, unique_prompt())
    page.goto(f"/runs/?before={newer}")
    newest = database.create_run(alice, unique_prompt())
    database.wait_until_ended(newest)
    release(1)
    expect(ComposerPage(page).images(older)).to_have_count(1)
    expect(card(page, newest)).to_have_count(0)


def test_a_button_submits_the_search_without_javascript(
    open_page: OpenPage, alice: User, database: StudioDatabase
) -> None:
    rain, snow = database.create_run(alice, "rain"), database.create_run(alice, "snow")
    page = open_page(alice, java_script_enabled=False)
    page.goto("/runs/")
    page.get_by_role("searchbox", name="Search prompts").fill("rain")
    page.get_by_role("button", name="Search", exact=True).click()
    expect(card(page, rain)).to_be_visible()
    expect(card(page, snow)).to_have_count(0)
