"""A lead asks somebody in, who joins in a window of their own; and whoever is suspended sees no more."""

import uuid

import pytest
from playwright.sync_api import Page, expect

from studio.accounts.models import Membership, Role, Team, User
from studio.accounts.users import user_admin
from tests.browser.conftest import Visits
from tests.browser.ledger import Ledger
from tests.browser.test_accessibility import LOOKS, dress, violations
from tests.fixtures import PASSWORD
from tests.latency import Pace

LISTEN = """async () => { const stream = await fetch("/runs/events"); window.received = stream.text() }"""


@pytest.fixture
def team(ledger: Ledger, alice: User) -> Team:
    """A team of its own, with Alice as its lead."""
    return ledger.team(alice)


@pytest.fixture
def root(ledger: Ledger) -> User:
    root = ledger.someone()
    ledger(lambda: User.objects.filter(pk=root.pk).update(is_superuser=True, is_staff=True))
    return root


def invite(page: Page, team: Team, email: str, role: str = "Reviewer") -> str:
    """By the team's page; returns the link that it shows."""
    page.goto(f"/teams/{team.slug}/")
    form = page.locator("form", has=page.get_by_role("button", name="Invite"))
    form.get_by_label("Email address").fill(email)
    form.get_by_label("Role").select_option(role)
    form.get_by_role("button", name="Invite").click()
    link = page.locator("#invitation-link")
    expect(link).to_contain_text("/join/")
    return "/join/" + (link.text_content() or "").partition("/join/")[2]


def address() -> str:
    return f"dora-{uuid.uuid4().hex[:8]}@studio.example"


@pytest.mark.parametrize("with_script", [True, False])
def test_somebody_new_joins_in_a_window_of_their_own(
    page: Page, visit: Visits, team: Team, with_script: bool
) -> None:
    email = address()
    other = visit(None, java_script_enabled=with_script)
    other.goto(invite(page, team, email))
    expect(other.get_by_role("heading", name="Posters")).to_be_visible()
    other.get_by_label("Name").fill("Dora")
    other.get_by_label("Password", exact=True).fill(PASSWORD)
    other.get_by_role("button", name="Open the studio").click()
    expect(other.get_by_text("You joined Posters.")).to_be_visible()
    expect(other.get_by_role("button", name="Working in: Posters")).to_be_visible()
    other.goto(f"/teams/{team.slug}/")
    expect(other.get_by_role("listitem").filter(has_text=email)).to_contain_text("Reviewer")
    page.goto(f"/teams/{team.slug}/")
    expect(page.get_by_label("Role of Dora")).to_have_value("reviewer")
    expect(page.get_by_text(email)).to_have_count(1)


def test_who_has_an_account_signs_in_on_the_way(
    page: Page, visit: Visits, team: Team, ledger: Ledger
) -> None:
    email = address()
    ledger(lambda: User.objects.create_user(email, PASSWORD, name="Dora"))
    other = visit(None, locale="en-US")
    other.goto(invite(page, team, email))
    other.get_by_role("link", name="Sign in").click()
    other.get_by_label("Email address").fill(email)
    other.get_by_label("Password", exact=True).fill(PASSWORD)
    other.keyboard.press("Enter")
    other.get_by_role("button", name="Join Posters").click()
    expect(other.get_by_text("You joined Posters.")).to_be_visible()


def test_a_lead_removes_somebody_who_is_out_with_the_next_click(
    page: Page, visit: Visits, team: Team, ledger: Ledger
) -> None:
    bob = ledger.someone()
    ledger(lambda: Membership.objects.create(team=team, user=bob, role=Role.VIEWER))
    his = visit(bob, locale="en-US")
    his.goto(f"/teams/{team.slug}/")
    page.goto(f"/teams/{team.slug}/")
    page.get_by_role("button", name=f"Remove · {bob.name}").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove", exact=True).click()
    expect(page.get_by_text(f"{bob.name} is no longer in the team.")).to_be_visible()
    his.reload()
    expect(
        his.get_by_role("heading", name="This page doesn’t exist, or you don’t have access")
    ).to_be_visible()


def test_a_suspension_ends_the_open_stream(
    visit: Visits, alice: User, root: User, ledger: Ledger, pace: Pace
) -> None:
    prompt = f"A vase {uuid.uuid4().hex}"
    pace.hold(prompt)
    ledger.run(alice, prompt)
    page = visit(alice)
    # A page without scripts of its own: the studio's pages leave for the sign-in when their stream ends.
    page.goto("/healthz")
    page.evaluate(LISTEN)
    ledger(lambda: user_admin.suspend(alice, by=root))
    assert "event: end" in page.evaluate("() => window.received")
    page.goto("/gallery/")
    page.wait_for_url("**/account/login/**")


def test_nothing_is_wrong_with_the_pages(visit: Visits, alice: User, root: User, team: Team) -> None:
    page, other = visit(root), visit(None, locale="en-US")
    link = invite(page, team, address())
    paths = [f"/teams/{team.slug}/", "/teams/", "/people/?q=alice", f"/people/{alice.pk}/"]
    paths.append("/administration/audit/?q=invited")
    for look in LOOKS[0]:
        for window, path in [*((page, path) for path in paths), (other, link), (other, "/join/unknown/")]:
            dress(window, *look)
            window.goto(path)
            assert violations(window) == [], (path, look)
            assert window.evaluate("document.documentElement.scrollWidth") <= look[0], (path, look)


def test_the_members_fit_a_phone_and_the_bar_keeps_its_avatar(
    visit: Visits, ledger: Ledger, team: Team
) -> None:
    dora = ledger.someone()
    ledger(lambda: Membership.objects.create(team=team, user=dora, role=Role.REVIEWER))
    page = visit(dora, viewport={"width": 390, "height": 844})
    page.goto(f"/teams/{team.slug}/")
    for role in ("Lead", "Reviewer"):
        box = page.locator(".members .pill", has_text=role).bounding_box()
        assert box
        assert box["x"] + box["width"] <= 390
    avatar = page.locator(".topbar .avatar--team").first.bounding_box()
    assert avatar
    assert (avatar["width"], avatar["height"]) == (20, 20)
