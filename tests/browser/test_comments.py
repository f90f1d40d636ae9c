"""Alice comments on an image of her team and mentions Bob, who finds it in his notifications."""

import uuid

import pytest
from playwright.sync_api import Locator, Page, expect

from studio.accounts.models import Membership, Role, Team, User
from studio.accounts.teams import invitations
from studio.gallery.comments import comments
from studio.generations.models import Image
from tests.browser.conftest import OpenPage
from tests.browser.input_events import Ime
from tests.browser.studio_database import StudioDatabase
from tests.browser.test_accessibility import DISPLAY_VARIANTS, set_viewport_and_theme, violations
from tests.fixtures import create_run, unique_word


@pytest.fixture
def bob(database: StudioDatabase) -> User:
    """A user with a unique name, by which the mention menu finds him."""
    bob = database.create_user()
    database(lambda: User.objects.filter(pk=bob.pk).update(name="苏航 Bob"))
    return database(lambda: User.objects.get(pk=bob.pk))


@pytest.fixture
def team(database: StudioDatabase, alice: User, bob: User) -> Team:
    def create() -> Team:
        team = Team.objects.create(name="Posters", slug=f"posters-{unique_word()}")
        for person, role in ((alice, Role.DESIGNER), (bob, Role.VIEWER)):
            Membership.objects.create(team=team, user=person, role=role)
        return team

    return database(create)


@pytest.fixture
def image(database: StudioDatabase, alice: User, team: Team) -> Image:
    """An image by Alice in the team."""
    run = database(lambda: create_run(alice, team=team).pk)
    database.wait_until_ended(run)
    return database(lambda: Image.objects.stored().get(generation=run))


def open_image(page: Page, image: Image) -> Page:
    page.goto(image.get_absolute_url())
    return page


def comment_field(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Write a comment")


def test_a_mention_chosen_by_keyboard_notifies_the_mentioned_user(
    page: Page, open_page: OpenPage, bob: User, image: Image
) -> None:
    open_image(page, image)
    comment_field(page).press_sequentially("Look, @bo")
    expect(page.get_by_role("listbox").get_by_role("option", selected=True)).to_contain_text("苏航 Bob")
    comment_field(page).press("Enter")
    expect(comment_field(page)).to_have_value("Look, @苏航 Bob ")
    comment_field(page).press_sequentially("the pool")
    comment_field(page).press("Control+Enter")
    expect(page.locator(".comments .words")).to_have_text("Look, @苏航 Bob the pool")
    expect(page.locator(".comments .at")).to_have_text("@苏航 Bob")
    expect(comment_field(page)).to_have_value("")
    expect(comment_field(page)).to_be_focused()

    bobs_page = open_page(bob, locale="en-US")
    bobs_page.goto("/gallery/")
    bobs_page.get_by_role("link", name="Notifications, 1 unread").click()
    bobs_page.get_by_role("button", name="mentioned you in a comment").click()
    expect(bobs_page.locator(".comments li:target")).to_contain_text("the pool")
    expect(bobs_page.get_by_role("link", name="Notifications", exact=True)).to_be_visible()


def test_a_mention_can_be_typed_without_javascript(
    open_page: OpenPage, alice: User, bob: User, image: Image
) -> None:
    page = open_image(open_page(alice, java_script_enabled=False), image)
    comment_field(page).fill("@苏航 Bob look")
    page.get_by_role("button", name="Send comment").click()
    expect(page.locator(".comments .at")).to_have_text("@苏航 Bob")
    page.get_by_role("button", name="Delete comment").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.locator(".comments")).to_have_count(0)

    bobs_page = open_page(bob, java_script_enabled=False)
    bobs_page.goto("/notifications/")
    expect(bobs_page.get_by_role("heading", name="You're all caught up")).to_be_visible()


def test_escape_closes_the_mention_menu_and_keeps_the_text(page: Page, image: Image) -> None:
    open_image(page, image)
    comment_field(page).press_sequentially("@")
    expect(page.get_by_role("listbox")).to_be_visible()
    comment_field(page).press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(comment_field(page)).to_have_value("@")
    comment_field(page).press("Enter")
    expect(comment_field(page)).to_have_value("@\n")


def test_keys_pressed_during_ime_composition_do_not_choose_or_send(page: Page, image: Image) -> None:
    open_image(page, image)
    comment_field(page).press_sequentially("@")
    ime = Ime(page)
    ime.compose("su")
    ime.press_enter()
    ime.press_enter(ctrl=True)
    expect(comment_field(page)).to_have_value("@su")
    expect(page.locator(".comments")).to_have_count(0)
    ime.commit("苏")
    expect(page.get_by_role("listbox").get_by_role("option", selected=True)).to_contain_text("苏航 Bob")
    comment_field(page).press("Tab")
    expect(comment_field(page)).to_have_value("@苏航 Bob ")


def test_a_mention_can_be_chosen_by_mouse(page: Page, image: Image) -> None:
    open_image(page, image)
    comment_field(page).press_sequentially("＠苏")
    page.get_by_role("listbox").get_by_role("option").click()
    expect(comment_field(page)).to_have_value("@苏航 Bob ")
    expect(comment_field(page)).to_be_focused()


def test_another_users_comment_keeps_the_text_being_typed(
    page: Page, database: StudioDatabase, bob: User, image: Image
) -> None:
    open_image(page, image)
    comment_field(page).fill("half a sentence")
    database(lambda: comments.add(image, text="Meanwhile", submission=uuid.uuid4(), by=bob))
    page.evaluate("document.body.dispatchEvent(new Event('studio:comments'))")
    expect(page.locator(".comments .words")).to_have_text("Meanwhile")
    expect(comment_field(page)).to_have_value("half a sentence")
    expect(comment_field(page)).to_be_focused()


def test_a_comment_is_deleted_in_place(page: Page, image: Image) -> None:
    open_image(page, image)
    comment_field(page).fill("Wrong image")
    page.get_by_role("button", name="Send comment").click()
    page.get_by_role("button", name="Delete comment").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.locator(".comments")).to_have_count(0)


def test_axe_finds_no_violations_in_comments(
    page: Page, database: StudioDatabase, bob: User, image: Image
) -> None:
    database(lambda: comments.add(image, text="饱和度再降一点", submission=uuid.uuid4(), by=bob))
    for variant in DISPLAY_VARIANTS[0]:
        set_viewport_and_theme(page, *variant)
        open_image(page, image)
        assert violations(page) == [], variant
        page.locator("#comment-text").press_sequentially("@")
        assert violations(page) == [], variant


def test_axe_finds_no_violations_in_notifications(
    page: Page, open_page: OpenPage, database: StudioDatabase, alice: User, bob: User, image: Image
) -> None:
    bobs_page = open_page(bob)
    for variant in DISPLAY_VARIANTS[1]:
        set_viewport_and_theme(bobs_page, *variant)
        bobs_page.goto("/notifications/")
        expect(bobs_page.locator(".empty h2")).to_have_count(1)
        assert violations(bobs_page) == [], variant

    def invite_and_mention_alice() -> None:
        other = Team.objects.create(name="Labels", slug=f"labels-{unique_word()}")
        Membership.objects.create(team=other, user=bob, role=Role.LEAD)
        invitations.invite(other, email=alice.email, role="viewer", by=bob)
        name = alice.email.partition("@")[0]
        comments.add(image, text=f"@{name} 看一下", submission=uuid.uuid4(), by=bob)

    database(invite_and_mention_alice)
    for variant in DISPLAY_VARIANTS[0]:
        set_viewport_and_theme(page, *variant)
        page.goto("/notifications/")
        expect(page.locator(".notice")).to_have_count(3)  # including the end of her run
        assert violations(page) == [], variant


def test_a_user_joins_a_team_from_a_notification(
    page: Page, database: StudioDatabase, alice: User, bob: User
) -> None:
    def invite() -> None:
        other = Team.objects.create(name="Labels", slug=f"labels-{unique_word()}")
        Membership.objects.create(team=other, user=bob, role=Role.LEAD)
        invitations.invite(other, email=alice.email, role="viewer", by=bob)

    database(invite)
    page.goto("/notifications/")
    page.get_by_role("button", name="Join Labels").click()
    expect(page.get_by_role("heading", name="Labels", level=1)).to_be_visible()
