"""Alice comments on an image of her team and names Bob, who finds it among his notices."""

import uuid

import pytest
from playwright.sync_api import Locator, Page, expect

from studio.accounts.models import Membership, Role, Team, User
from studio.accounts.teams import invitations
from studio.gallery.comments import comments
from studio.generations.models import Image
from tests.browser.conftest import Visits
from tests.browser.input_events import Ime
from tests.browser.ledger import Ledger
from tests.browser.test_accessibility import LOOKS, dress, violations
from tests.fixtures import run_of


@pytest.fixture
def bob(ledger: Ledger) -> User:
    """With a name like no other: the menu finds him by it."""
    bob = ledger.someone()
    ledger(lambda: User.objects.filter(pk=bob.pk).update(name="苏航 Bob"))
    return ledger(lambda: User.objects.get(pk=bob.pk))


@pytest.fixture
def team(ledger: Ledger, alice: User, bob: User) -> Team:
    def make() -> Team:
        team = Team.objects.create(name="Posters", slug=f"posters-{uuid.uuid4().hex[:8]}")
        for person, role in ((alice, Role.DESIGNER), (bob, Role.VIEWER)):
            Membership.objects.create(team=team, user=person, role=role)
        return team

    return ledger(make)


@pytest.fixture
def image(ledger: Ledger, alice: User, team: Team) -> Image:
    """An image of Alice's in the team."""
    run = ledger(lambda: run_of(alice, team=team).pk)
    ledger.until_ended(run)
    return ledger(lambda: Image.objects.stored().get(generation=run))


def open_image(page: Page, image: Image) -> Page:
    page.goto(image.get_absolute_url())
    return page


def field(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Write a comment")


def test_a_mention_is_chosen_by_keyboard_and_reaches_its_person(
    page: Page, visit: Visits, bob: User, image: Image
) -> None:
    open_image(page, image)
    field(page).press_sequentially("Look, @bo")
    expect(page.get_by_role("listbox").get_by_role("option", selected=True)).to_contain_text("苏航 Bob")
    field(page).press("Enter")
    expect(field(page)).to_have_value("Look, @苏航 Bob ")
    field(page).press_sequentially("the pool")
    field(page).press("Control+Enter")
    expect(page.locator(".comments .words")).to_have_text("Look, @苏航 Bob the pool")
    expect(page.locator(".comments .at")).to_have_text("@苏航 Bob")
    expect(field(page)).to_have_value("")
    expect(field(page)).to_be_focused()

    his = visit(bob, locale="en-US")
    his.goto("/gallery/")
    his.get_by_role("link", name="Notifications, 1 unread").click()
    his.get_by_role("button", name="mentioned you in a comment").click()
    expect(his.locator(".comments li:target")).to_contain_text("the pool")
    expect(his.get_by_role("link", name="Notifications", exact=True)).to_be_visible()


def test_without_javascript_a_name_is_typed(visit: Visits, alice: User, bob: User, image: Image) -> None:
    page = open_image(visit(alice, java_script_enabled=False), image)
    field(page).fill("@苏航 Bob look")
    page.get_by_role("button", name="Send comment").click()
    expect(page.locator(".comments .at")).to_have_text("@苏航 Bob")
    page.get_by_role("button", name="Delete comment").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.locator(".comments")).to_have_count(0)

    his = visit(bob, java_script_enabled=False)
    his.goto("/notifications/")
    expect(his.get_by_role("heading", name="You're all caught up")).to_be_visible()


def test_escape_closes_the_menu_and_keeps_the_text(page: Page, image: Image) -> None:
    open_image(page, image)
    field(page).press_sequentially("@")
    expect(page.get_by_role("listbox")).to_be_visible()
    field(page).press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(field(page)).to_have_value("@")
    field(page).press("Enter")
    expect(field(page)).to_have_value("@\n")


def test_an_input_method_keeps_its_keys(page: Page, image: Image) -> None:
    open_image(page, image)
    field(page).press_sequentially("@")
    ime = Ime(page)
    ime.compose("su")
    ime.press_enter()
    ime.press_enter(ctrl=True)
    expect(field(page)).to_have_value("@su")
    expect(page.locator(".comments")).to_have_count(0)
    ime.commit("苏")
    expect(page.get_by_role("listbox").get_by_role("option", selected=True)).to_contain_text("苏航 Bob")
    field(page).press("Tab")
    expect(field(page)).to_have_value("@苏航 Bob ")


def test_the_menu_can_be_clicked(page: Page, image: Image) -> None:
    open_image(page, image)
    field(page).press_sequentially("＠苏")
    page.get_by_role("listbox").get_by_role("option").click()
    expect(field(page)).to_have_value("@苏航 Bob ")
    expect(field(page)).to_be_focused()


def test_what_somebody_else_says_leaves_what_is_being_typed(
    page: Page, ledger: Ledger, bob: User, image: Image
) -> None:
    open_image(page, image)
    field(page).fill("half a sentence")
    ledger(lambda: comments.add(image, text="Meanwhile", submission=uuid.uuid4(), by=bob))
    page.evaluate("document.body.dispatchEvent(new Event('studio:comments'))")
    expect(page.locator(".comments .words")).to_have_text("Meanwhile")
    expect(field(page)).to_have_value("half a sentence")
    expect(field(page)).to_be_focused()


def test_a_comment_is_removed_in_place(page: Page, image: Image) -> None:
    open_image(page, image)
    field(page).fill("Wrong image")
    page.get_by_role("button", name="Send comment").click()
    page.get_by_role("button", name="Delete comment").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.locator(".comments")).to_have_count(0)


def test_axe_finds_nothing_among_comments(page: Page, ledger: Ledger, bob: User, image: Image) -> None:
    ledger(lambda: comments.add(image, text="饱和度再降一点", submission=uuid.uuid4(), by=bob))
    for look in LOOKS[0]:
        dress(page, *look)
        open_image(page, image)
        assert violations(page) == [], look
        page.locator("#comment-text").press_sequentially("@")
        assert violations(page) == [], look


def test_axe_finds_nothing_among_notices(
    page: Page, visit: Visits, ledger: Ledger, alice: User, bob: User, image: Image
) -> None:
    untold = visit(bob)
    for look in LOOKS[1]:
        dress(untold, *look)
        untold.goto("/notifications/")
        expect(untold.locator(".empty h2")).to_have_count(1)
        assert violations(untold) == [], look

    def tell() -> None:
        other = Team.objects.create(name="Labels", slug=f"labels-{uuid.uuid4().hex[:8]}")
        Membership.objects.create(team=other, user=bob, role=Role.LEAD)
        invitations.invite(other, email=alice.email, role="viewer", by=bob)
        name = alice.email.partition("@")[0]
        comments.add(image, text=f"@{name} 看一下", submission=uuid.uuid4(), by=bob)

    ledger(tell)
    for look in LOOKS[0]:
        dress(page, *look)
        page.goto("/notifications/")
        expect(page.locator(".notice")).to_have_count(3)  # the end of her run too
        assert violations(page) == [], look


def test_somebody_joins_by_a_notice(page: Page, ledger: Ledger, alice: User, bob: User) -> None:
    def tell() -> None:
        other = Team.objects.create(name="Labels", slug=f"labels-{uuid.uuid4().hex[:8]}")
        Membership.objects.create(team=other, user=bob, role=Role.LEAD)
        invitations.invite(other, email=alice.email, role="viewer", by=bob)

    ledger(tell)
    page.goto("/notifications/")
    page.get_by_role("button", name="Join Labels").click()
    expect(page.get_by_role("heading", name="Labels", level=1)).to_be_visible()
