"""A lead invites a user, who joins in another window; a suspended user loses access."""

import pytest
from playwright.sync_api import Page, expect

from studio.accounts.models import Membership, Role, Team, User
from studio.accounts.users import user_admin
from tests.browser.conftest import OpenPage
from tests.browser.studio_database import StudioDatabase
from tests.browser.test_accessibility import DISPLAY_VARIANTS, set_viewport_and_theme, violations
from tests.fixtures import PASSWORD, unique_word
from tests.pausable_painter import PausablePainter

READ_STREAM = (
    """async () => { const stream = await fetch("/runs/events"); window.received = stream.text() }"""
)


@pytest.fixture
def team(database: StudioDatabase, alice: User) -> Team:
    """A new team led by Alice."""
    return database.create_team(alice)


@pytest.fixture
def root(database: StudioDatabase) -> User:
    root = database.create_user()
    database(lambda: User.objects.filter(pk=root.pk).update(is_superuser=True, is_staff=True))
    return root


def invite(page: Page, team: Team, email: str, role: str = "Reviewer") -> str:
    """Invites on the team page; returns the link that it shows."""
    page.goto(f"/teams/{team.slug}/")
    form = page.locator("form", has=page.get_by_role("button", name="Invite"))
    form.get_by_label("Email address").fill(email)
    form.get_by_label("Role").select_option(role)
    form.get_by_role("button", name="Invite").click()
    link = page.locator("#invitation-link")
    expect(link).to_contain_text("/join/")
    return "/join/" + (link.text_content() or "").partition("/join/")[2]


def new_email() -> str:
    return f"dora-{unique_word()}@studio.example"


@pytest.mark.parametrize("with_javascript", [True, False])
def test_a_new_user_joins_with_the_invitation_link(
    page: Page, open_page: OpenPage, team: Team, with_javascript: bool
) -> None:
    email = new_email()
    other = open_page(None, java_script_enabled=with_javascript)
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


def test_an_existing_user_signs_in_to_join(
    page: Page, open_page: OpenPage, team: Team, database: StudioDatabase
) -> None:
    email = new_email()
    database(lambda: User.objects.create_user(email, PASSWORD, name="Dora"))
    other = open_page(None, locale="en-US")
    other.goto(invite(page, team, email))
    other.get_by_role("link", name="Sign in").click()
    other.get_by_label("Email address").fill(email)
    other.get_by_label("Password", exact=True).fill(PASSWORD)
    other.keyboard.press("Enter")
    other.get_by_role("button", name="Join Posters").click()
    expect(other.get_by_text("You joined Posters.")).to_be_visible()


def test_a_removed_member_loses_access_with_the_next_request(
    page: Page, open_page: OpenPage, team: Team, database: StudioDatabase
) -> None:
    bob = database.create_user()
    database(lambda: Membership.objects.create(team=team, user=bob, role=Role.VIEWER))
    bobs_page = open_page(bob, locale="en-US")
    bobs_page.goto(f"/teams/{team.slug}/")
    page.goto(f"/teams/{team.slug}/")
    page.get_by_role("button", name=f"Remove · {bob.name}").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove", exact=True).click()
    expect(page.get_by_text(f"{bob.name} is no longer in the team.")).to_be_visible()
    bobs_page.reload()
    expect(
        bobs_page.get_by_role("heading", name="This page doesn’t exist, or you don’t have access")
    ).to_be_visible()


def test_a_suspension_ends_the_open_stream(
    open_page: OpenPage, alice: User, root: User, database: StudioDatabase, painter: PausablePainter
) -> None:
    prompt = f"A vase {unique_word()}"
    painter.hold(prompt)
    database.create_run(alice, prompt)
    page = open_page(alice)
    # A page without scripts: the studio's own pages redirect to sign-in when their stream ends.
    page.goto("/healthz")
    page.evaluate(READ_STREAM)
    database(lambda: user_admin.suspend(alice, by=root))
    assert "event: end" in page.evaluate("() => window.received")
    page.goto("/gallery/")
    page.wait_for_url("**/account/login/**")


def test_axe_finds_no_violations_and_no_page_overflows(
    open_page: OpenPage, alice: User, root: User, team: Team
) -> None:
    page, other = open_page(root), open_page(None, locale="en-US")
    link = invite(page, team, new_email())
    paths = [f"/teams/{team.slug}/", "/teams/", "/people/?q=alice", f"/people/{alice.pk}/"]
    paths.append("/administration/audit/?q=invited")
    for variant in DISPLAY_VARIANTS[0]:
        for window, path in [*((page, path) for path in paths), (other, link), (other, "/join/unknown/")]:
            set_viewport_and_theme(window, *variant)
            window.goto(path)
            assert violations(window) == [], (path, variant)
            assert window.evaluate("document.documentElement.scrollWidth") <= variant[0], (path, variant)


def test_the_members_fit_a_phone_and_the_top_bar_keeps_its_avatar(
    open_page: OpenPage, database: StudioDatabase, team: Team
) -> None:
    dora = database.create_user()
    database(lambda: Membership.objects.create(team=team, user=dora, role=Role.REVIEWER))
    page = open_page(dora, viewport={"width": 390, "height": 844})
    page.goto(f"/teams/{team.slug}/")
    for role in ("Lead", "Reviewer"):
        box = page.locator(".members .pill", has_text=role).bounding_box()
        assert box
        assert box["x"] + box["width"] <= 390
    avatar = page.locator(".topbar .avatar--team").first.bounding_box()
    assert avatar
    assert (avatar["width"], avatar["height"]) == (20, 20)
