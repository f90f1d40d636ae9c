"""What Alice does in the team reaches Bob's open pages by itself."""

import uuid

import pytest
from playwright.sync_api import Page, expect

from studio.accounts.models import Membership, Role, Team, User
from studio.accounts.teams import members
from studio.gallery.comments import comments
from studio.generations.models import Image
from tests.browser.conftest import Visits
from tests.browser.ledger import Ledger
from tests.browser.studio_page import ComposerPage, words
from tests.fixtures import run_of
from tests.latency import Pace

GONE = "You no longer have access to this page."


@pytest.fixture
def team(ledger: Ledger, alice: User) -> Team:
    """Alice leads it."""
    return ledger.team(alice)


@pytest.fixture
def bob(ledger: Ledger, team: Team) -> User:
    bob = ledger.someone()
    ledger(lambda: Membership.objects.create(team=team, user=bob, role=Role.DESIGNER))
    return bob


@pytest.fixture
def image(ledger: Ledger, alice: User, team: Team) -> Image:
    """Alice's, made in the team."""
    run = ledger(lambda: run_of(alice, team=team, prompt=words(), size="2560x1440").pk)
    ledger.until_ended(run)
    return ledger(lambda: Image.objects.get(generation=run))


def listening(page: Page, path: str) -> Page:
    """The page, once its stream is open."""
    with page.expect_response("**/runs/events*"):
        page.goto(path)
    return page


def post_comment(ledger: Ledger, image: Image, text: str, by: User) -> None:
    ledger(lambda: comments.add(image, text=text, submission=uuid.uuid4(), by=by))


def remove(ledger: Ledger, person: User, team: Team, by: User) -> None:
    ledger(lambda: members.remove(Membership.objects.get(user=person, team=team), by=by))


def test_a_new_run_appears_in_the_teams_view_and_fills(
    visit: Visits, alice: User, bob: User, team: Team, pace: Pace
) -> None:
    prompt = words("A poster")
    let = pace.hold(prompt)
    his = ComposerPage(listening(visit(bob), f"/?of={team.slug}"))
    composer = ComposerPage(visit(alice, locale="en-US")).open()
    composer.page.get_by_role("button", name="Working privately").click()
    composer.page.get_by_role("button", name="Posters").click()
    expect(composer.form).to_contain_text("In Posters: the whole team can see what you generate")
    composer.prompt.fill(prompt)
    composer.ask_for_group(3)
    run = composer.send()
    expect(his.run(run)).to_contain_text(alice.name)
    expect(his.run(run).get_by_role("button", name="Cancel")).to_be_disabled()
    let(2)
    expect(his.pictures(run)).to_have_count(2)
    let(3)
    his.expect_whole(run, 3)
    expect(his.run(run)).to_contain_text("Done")


def test_a_private_run_does_not(visit: Visits, alice: User, bob: User, team: Team, ledger: Ledger) -> None:
    his = ComposerPage(listening(visit(bob), f"/?of={team.slug}"))
    ledger.until_ended(ledger.run(alice, words("A secret")))
    shown = ledger(lambda: run_of(alice, team=team, prompt=words("A poster")).pk)
    his.expect_whole(shown, 1)
    expect(his.runs).to_have_count(1)


def test_a_member_removed_in_the_middle_is_notified_and_receives_no_more(
    visit: Visits, alice: User, bob: User, team: Team, pace: Pace, ledger: Ledger
) -> None:
    prompt = words("A poster")
    let = pace.hold(prompt, after=1)
    his = ComposerPage(listening(visit(bob), f"/?of={team.slug}"))
    run = ledger(lambda: run_of(alice, team=team, prompt=prompt, max_images=3, size="2560x1440").pk)
    expect(his.pictures(run)).to_have_count(1)
    asked: list[str] = []
    his.page.on("request", lambda request: asked.append(request.url))
    remove(ledger, bob, team, by=alice)
    expect(his.page.get_by_text(GONE)).to_be_visible()
    let(3)
    ledger.until_ended(run)
    ledger.run(bob, words("His own"))
    expect(his.pictures(run)).to_have_count(1)
    expect(his.runs).to_have_count(1)
    assert not [url for url in asked if "/runs/events" in url]


def test_a_mention_updates_the_notification_count_of_an_open_gallery(
    visit: Visits, alice: User, bob: User, image: Image, ledger: Ledger
) -> None:
    his = listening(visit(bob), "/gallery/")
    expect(his.locator("#notices")).to_have_accessible_name("Notifications")
    post_comment(ledger, image, f"@{bob.name} look at the shadow", by=alice)
    expect(his.get_by_role("link", name="Notifications, 1 unread")).to_be_visible()


def test_a_comment_appears_on_the_open_page_of_its_image(
    visit: Visits, alice: User, bob: User, image: Image, ledger: Ledger
) -> None:
    his = listening(visit(bob), f"/images/{image.pk}/")
    his.get_by_role("textbox", name="Write a comment").fill("I am still writing")
    post_comment(ledger, image, f"@{bob.name} look at the shadow", by=alice)
    expect(his.locator("#comment-list")).to_contain_text("look at the shadow")
    expect(his.get_by_role("textbox", name="Write a comment")).to_have_value("I am still writing")


def test_a_removed_member_is_notified_on_the_page_of_an_image(
    visit: Visits, alice: User, bob: User, team: Team, image: Image, ledger: Ledger
) -> None:
    his = listening(visit(bob), f"/images/{image.pk}/")
    remove(ledger, bob, team, by=alice)
    expect(his.get_by_text(GONE)).to_be_visible()
