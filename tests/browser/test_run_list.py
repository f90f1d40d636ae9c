"""The list of runs: what is typed and chosen is in the address, and new runs appear only where they belong."""

import re

from playwright.sync_api import Page, expect

from studio.accounts.models import User
from tests.browser.conftest import Visits
from tests.browser.ledger import Ledger
from tests.browser.studio_page import ComposerPage, words
from tests.latency import Pace


def card(page: Page, run: int):
    return page.locator(f"#run-{run}")


def test_what_is_typed_is_found_and_back_leads_to_the_list_before(
    page: Page, alice: User, ledger: Ledger
) -> None:
    rain, snow = ledger.run(alice, "雨夜的城市街道"), ledger.run(alice, "A snowy mountain")
    page.goto("/runs/")
    expect(card(page, snow)).to_be_visible()
    page.get_by_role("searchbox", name="Search prompts").press_sequentially("雨夜")
    expect(card(page, snow)).to_have_count(0)
    expect(card(page, rain)).to_be_visible()
    expect(page).to_have_url(re.compile(r"/runs/\?q=%E9%9B%A8%E5%A4%9C$"))
    page.go_back()
    expect(card(page, snow)).to_be_visible()


def test_where_nothing_is_found_the_filters_are_cleared_by_a_click(
    page: Page, alice: User, ledger: Ledger
) -> None:
    run = ledger.run(alice, words())
    ledger.until_ended(run)
    page.goto("/runs/")
    page.get_by_role("combobox", name="State").select_option("Cancelled")
    expect(page.get_by_role("heading", name="No runs match these filters")).to_be_visible()
    expect(page.locator("#runs-count")).to_have_text("0 runs")
    page.get_by_role("link", name="Clear filters").click()
    expect(card(page, run)).to_be_visible()
    expect(page.get_by_role("combobox", name="State")).to_have_value("")


def test_a_filtered_list_gets_only_the_new_runs_that_match(page: Page, alice: User, ledger: Ledger) -> None:
    page.goto("/runs/?q=rain")
    expect(page.get_by_role("heading", name="No runs match these filters")).to_be_visible()
    snow, rain = ledger.run(alice, "snow"), ledger.run(alice, "rain")
    expect(card(page, rain)).to_be_visible()
    expect(card(page, snow)).to_have_count(0)
    expect(page.get_by_role("heading", name="No runs match these filters")).to_be_hidden()


def test_the_list_follows_new_runs_after_the_filter_has_changed(
    page: Page, alice: User, ledger: Ledger
) -> None:
    page.goto("/runs/?q=snow")
    page.get_by_role("searchbox", name="Search prompts").fill("rain")
    expect(page).to_have_url(re.compile("q=rain"))
    snow, rain = ledger.run(alice, "snow"), ledger.run(alice, "rain")
    expect(card(page, rain)).to_be_visible()
    expect(card(page, snow)).to_have_count(0)


def test_a_page_of_older_runs_gets_none_at_its_top(
    page: Page, alice: User, ledger: Ledger, pace: Pace
) -> None:
    prompt = words()
    let = pace.hold(prompt)
    older, newer = ledger.run(alice, prompt), ledger.run(alice, words())
    page.goto(f"/runs/?before={newer}")
    newest = ledger.run(alice, words())
    ledger.until_ended(newest)
    let(1)
    expect(ComposerPage(page).pictures(older)).to_have_count(1)
    expect(card(page, newest)).to_have_count(0)


def test_without_javascript_a_button_sends_the_search(visit: Visits, alice: User, ledger: Ledger) -> None:
    rain, snow = ledger.run(alice, "rain"), ledger.run(alice, "snow")
    page = visit(alice, java_script_enabled=False)
    page.goto("/runs/")
    page.get_by_role("searchbox", name="Search prompts").fill("rain")
    page.get_by_role("button", name="Search", exact=True).click()
    expect(card(page, rain)).to_be_visible()
    expect(card(page, snow)).to_have_count(0)
