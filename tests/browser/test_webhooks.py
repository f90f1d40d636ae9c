"""A lead adds a webhook and tests it: the worker sends the event, and the log shows the result."""

import pytest
from playwright.sync_api import Page, expect

from studio.accounts.models import Team, User
from studio.webhooks.models import Delivery
from tests.browser.conftest import OpenPage
from tests.browser.studio_database import StudioDatabase
from tests.browser.test_accessibility import DISPLAY_VARIANTS, set_viewport_and_theme, violations

PRIVATE_URL = "https://localhost/hooks"
"""A host name of this machine, to which nothing is sent."""


@pytest.fixture
def team(database: StudioDatabase, alice: User) -> Team:
    return database.create_team(alice)


def wait_until_attempted(database: StudioDatabase, team: Team) -> None:
    attempted = Delivery.objects.filter(endpoint__team=team, attempted_at__isnull=False).exclude(error="")
    database.wait_until(attempted.exists)


def add_webhook(page: Page, team: Team) -> None:
    page.goto(f"/teams/{team.slug}/")
    page.get_by_role("link", name="View webhooks").click()
    page.get_by_role("textbox", name="Address").fill(PRIVATE_URL)
    page.get_by_role("button", name="Add").click()
    expect(page.locator("#webhook-secret")).to_contain_text("whsec_")


@pytest.mark.parametrize("with_javascript", [True, False])
def test_a_test_event_is_sent_and_the_log_shows_why_it_failed(
    open_page: OpenPage, alice: User, database: StudioDatabase, team: Team, with_javascript: bool
) -> None:
    page = open_page(alice, java_script_enabled=with_javascript)
    add_webhook(page, team)
    page.get_by_role("button", name="Send test event").click()
    expect(page.get_by_text("Test event sent.")).to_be_visible()
    wait_until_attempted(database, team)
    page.reload()
    line = page.get_by_role("listitem").filter(has_text="Test event")
    expect(line).to_contain_text("The host name leads to a private address.")
    expect(line).to_contain_text("Retrying")
    line.get_by_text("Payload").click()
    expect(line.get_by_text('"type": "webhook.test"')).to_be_visible()


def test_axe_finds_no_violations_on_the_webhook_pages(
    page: Page, database: StudioDatabase, team: Team
) -> None:
    add_webhook(page, team)
    page.get_by_role("button", name="Send test event").click()
    wait_until_attempted(database, team)
    webhook_url = page.url
    found = {}
    for variant in DISPLAY_VARIANTS[0] + DISPLAY_VARIANTS[1][2:]:
        set_viewport_and_theme(page, *variant)
        for address in (webhook_url, f"/teams/{team.slug}/webhooks/"):
            page.goto(address)
            found[variant, address] = violations(page)
    assert [lines for lines in found.values() if lines] == []
