"""Alice's actions in the team update Bob's open pages without a reload."""

import uuid

import pytest
from playwright.sync_api import Page, expect

from studio.accounts.models import Membership, Role, Team, User
from studio.accounts.teams import members
from studio.gallery.comments import comments
from studio.generations.models import Image
from tests.browser.conftest import OpenPage
from tests.browser.studio_database import StudioDatabase
from tests.browser.studio_page import ComposerPage, unique_prompt
from tests.fixtures import create_run
from tests.pausable_painter import PausablePainter

ACCESS_LOST = "You no longer have access to this page."


@pytest.fixture
def team(database: StudioDatabase, alice: User) -> Team:
    """A team led by Alice."""
    return database.create_team(alice)


@pytest.fixture
def bob(database: StudioDatabase, team: Team) -> User:
    bob = database.create_user()
    database(lambda: Membership.objects.create(team=team, user=bob, role=Role.DESIGNER))
    return bob


@pytest.fixture
def image(database: StudioDatabase, alice: User, team: Team) -> Image:
    """An image by Alice, created in the team."""
    run = database(lambda: create_run(alice, team=team, prompt=unique_prompt(), size="2560x1440").pk)
    database.wait_until_ended(run)
    return database(lambda: Image.objects.get(generation=run))


def open_with_stream(page: Page, path: str) -> Page:
    """Opens the page and waits until its event stream is open."""
    with page.expect_response("**/runs/events*"):
        page.goto(path)
    return page


def post_comment(database: StudioDatabase, image: Image, text: str, by: User) -> None:
    database(lambda: comments.add(image, text=text, submission=uuid.uuid4(), by=by))


def remove_member(database: StudioDatabase, person: User, team: Team, by: User) -> None:
    database(lambda: members.remove(Membership.objects.get(user=person, team=team), by=by))


def test_a_new_run_appears_and_fills_in_the_team_view(
    open_page: OpenPage, alice: User, bob: User, team: Team, painter: PausablePainter
) -> None:
    prompt = unique_prompt("A poster")
    release = painter.hold(prompt)
    bobs_studio = ComposerPage(open_with_stream(open_page(bob), f"/?of={team.slug}"))
    composer = ComposerPage(open_page(alice, locale="en-US")).open()
    composer.page.get_by_role("button", name="Working privately").click()
    composer.page.get_by_role("button", name="Posters").click()
    expect(composer.form).to_contain_text("In Posters: the whole team can see what you generate")
    composer.prompt.fill(prompt)
    composer.ask_for_group(3)
    run = composer.send()
    expect(bobs_studio.run(run)).to_contain_text(alice.name)
    expect(bobs_studio.run(run).get_by_role("button", name="Cancel")).to_be_disabled()
    release(2)
    expect(bobs_studio.images(run)).to_have_count(2)
    release(3)
    bobs_studio.expect_all_images(run, 3)
    expect(bobs_studio.run(run)).to_contain_text("Done")


def test_a_private_run_does_not_appear_in_the_team_view(
    open_page: OpenPage, alice: User, bob: User, team: Team, database: StudioDatabase
) -> None:
    bobs_studio = ComposerPage(open_with_stream(open_page(bob), f"/?of={team.slug}"))
    database.wait_until_ended(database.create_run(alice, unique_prompt("A secret")))
    shown = database(lambda: create_run(alice, team=team, prompt=unique_prompt("A poster")).pk)
    bobs_studio.expect_all_images(shown, 1)
    expect(bobs_studio.runs).to_have_count(1)


def test_a_member_removed_during_a_run_is_notified_and_gets_no_updates(
    open_page: OpenPage,
    alice: User,
    bob: User,
    team: Team,
    painter: PausablePainter,
    database: StudioDatabase,
) -> None:
    prompt = unique_prompt("A poster")
    release = painter.hold(prompt, after=1)
    bobs_studio = ComposerPage(open_with_stream(open_page(bob), f"/?of={team.slug}"))
    run = database(lambda: create_run(alice, team=team, prompt=prompt, max_images=3, size="2560x1440").pk)
    expect(bobs_studio.images(run)).to_have_count(1)
    requests: list[str] = []
    bobs_studio.page.on("request", lambda request: requests.append(request.url))
    remove_member(database, bob, team, by=alice)
    expect(bobs_studio.page.get_by_text(ACCESS_LOST)).to_be_visible()
    release(3)
    database.wait_until_ended(run)
    database.create_run(bob, unique_prompt("His own"))
    expect(bobs_studio.images(run)).to_have_count(1)
    expect(bobs_studio.runs).to_have_count(1)
    assert not [url for url in requests if "/runs/events" in url]


def test_a_mention_updates_the_notification_count_of_an_open_gallery(
    open_page: OpenPage, alice: User, bob: User, image: Image, database: StudioDatabase
) -> None:
    bobs_page = open_with_stream(open_page(bob), "/gallery/")
    expect(bobs_page.locator("#notices")).to_have_accessible_name("Notifications")
    post_comment(database, image, f"@{bob.name} look at the shadow", by=alice)
    expect(bobs_page.get_by_role("link", name="Notifications, 1 unread")).to_be_visible()


def test_a_comment_appears_on_the_open_page_of_its_image(
    open_page: OpenPage, alice: User, bob: User, image: Image, database: StudioDatabase
) -> None:
    bobs_page = open_with_stream(open_page(bob), f"/images/{image.pk}/")
    bobs_page.get_by_role("textbox", name="Write a comment").fill("I am still writing")
    post_comment(database, image, f"@{bob.name} look at the shadow", by=alice)
    expect(bobs_page.locator("#comment-list")).to_contain_text("look at the shadow")
    expect(bobs_page.get_by_role("textbox", name="Write a comment")).to_have_value("I am still writing")


def test_a_removed_member_is_notified_on_the_page_of_an_image(
    open_page: OpenPage, alice: User, bob: User, team: Team, image: Image, database: StudioDatabase
) -> None:
    bobs_page = open_with_stream(open_page(bob), f"/images/{image.pk}/")
    remove_member(database, bob, team, by=alice)
    expect(bobs_page.get_by_text(ACCESS_LOST)).to_be_visible()
