"""A lead adds a webhook and tries it: the worker sends the event, and the log says what became of it."""

import time

import pytest
from playwright.sync_api import Page, expect

from studio.accounts.models import Team, User
from studio.webhooks.models import Delivery
from tests.browser.conftest import Visits
from tests.browser.ledger import Ledger
from tests.browser.test_accessibility import LOOKS, dress, violations

HERE = "https://localhost/hooks"
"""A name that leads to this machine, which nothing is sent to."""


@pytest.fixture
def team(ledger: Ledger, alice: User) -> Team:
    return ledger.team(alice)


def until_tried(ledger: Ledger, team: Team) -> None:
    tried = Delivery.objects.filter(endpoint__team=team, attempted_at__isnull=False).exclude(error="")
    while not ledger(tried.exists):
        time.sleep(0.1)


def add(page: Page, team: Team) -> None:
    page.goto(f"/teams/{team.slug}/")
    page.get_by_role("link", name="View webhooks").click()
    page.get_by_role("textbox", name="Address").fill(HERE)
    page.get_by_role("button", name="Add").click()
    expect(page.locator("#webhook-secret")).to_contain_text("whsec_")


@pytest.mark.parametrize("with_script", [True, False])
def test_a_test_event_is_sent_and_the_log_says_why_it_did_not_arrive(
    visit: Visits, alice: User, ledger: Ledger, team: Team, with_script: bool
) -> None:
    page = visit(alice, java_script_enabled=with_script)
    add(page, team)
    page.get_by_role("button", name="Send test event").click()
    expect(page.get_by_text("Test event sent.")).to_be_visible()
    until_tried(ledger, team)
    page.reload()
    line = page.get_by_role("listitem").filter(has_text="Test event")
    expect(line).to_contain_text("The host name leads to a private address.")
    expect(line).to_contain_text("Retrying")
    line.get_by_text("Payload").click()
    expect(line.get_by_text('"type": "webhook.test"')).to_be_visible()


def test_nothing_is_found_on_the_pages_of_webhooks(page: Page, ledger: Ledger, team: Team) -> None:
    add(page, team)
    page.get_by_role("button", name="Send test event").click()
    until_tried(ledger, team)
    one = page.url
    found = {}
    for look in LOOKS[0] + LOOKS[1][2:]:
        dress(page, *look)
        for address in (one, f"/teams/{team.slug}/webhooks/"):
            page.goto(address)
            found[look, address] = violations(page)
    assert [lines for lines in found.values() if lines] == []
