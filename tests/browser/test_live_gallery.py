"""Open gallery pages announce new images; a click adds them at the top."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from studio.accounts.models import Membership, Role, Team, User
from studio.accounts.teams import members
from studio.gallery.curation.sharing import share
from studio.generations.models import Image
from tests.browser.conftest import OpenPage
from tests.browser.studio_database import StudioDatabase
from tests.browser.studio_page import unique_prompt
from tests.browser.test_grid import TILE, copy_run

VISIBLE_TILE_POSITIONS = """() => Object.fromEntries([...document.querySelectorAll("[data-grid] .image-tile")]
  .map((tile) => [tile.querySelector("a").getAttribute("href"), tile.getBoundingClientRect()])
  .filter(([, box]) => box.bottom > 0 && box.top < innerHeight)
  .map(([href, { x, y }]) => [href, [x, y]]))"""


@pytest.fixture
def images(database: StudioDatabase, alice: User) -> list[int]:
    """Alice's images from one run, newest first."""
    run = database.create_run(alice, unique_prompt(), images=3)
    database.wait_until_ended(run)
    return database(
        lambda: list(Image.objects.filter(generation=run).order_by("-pk").values_list("pk", flat=True))
    )


@pytest.fixture
def team(database: StudioDatabase, alice: User) -> Team:
    return database.create_team(alice)


@pytest.fixture
def bob(database: StudioDatabase, team: Team) -> User:
    bob = database.create_user()
    database(lambda: Membership.objects.create(team=team, user=bob, role=Role.DESIGNER))
    return bob


def open_live_gallery(page: Page, query: str = "") -> Page:
    """Opens the gallery and waits until its event stream is open."""
    with page.expect_response("**/runs/events*"):
        page.goto(f"/gallery/{query}")
    return page


def test_own_new_images_are_added_at_the_top(
    page: Page, images: list[int], alice: User, database: StudioDatabase
) -> None:
    open_live_gallery(page)
    run = database.create_run(alice, unique_prompt(), images=2)
    page.get_by_role("status").get_by_role("link", name="2 new images").press("Enter")
    expect(page.locator(TILE)).to_have_count(5)
    newest = database(lambda: Image.objects.filter(generation=run).order_by("-pk")[0])
    first = page.locator(f"{TILE} > a").first
    expect(first).to_have_attribute("href", newest.get_absolute_url())
    expect(first).to_be_focused()
    expect(first).to_be_in_viewport()
    expect(page.locator("[data-live]")).to_have_text("2 new images are at the top")
    expect(page.locator("#new-images > *")).to_have_count(0)


def test_a_teammates_share_is_announced_in_an_empty_gallery(
    open_page: OpenPage, alice: User, bob: User, team: Team, images: list[int], database: StudioDatabase
) -> None:
    bobs_page = open_live_gallery(open_page(bob), f"?team={team.slug}")
    database(lambda: share(images[:1], team, by=alice))
    bobs_page.get_by_role("link", name="New images. Reload").click()
    expect(bobs_page.locator(TILE)).to_have_count(1)


def test_visible_tiles_stay_in_place_when_images_are_added(
    page: Page, images: list[int], alice: User, database: StudioDatabase
) -> None:
    database(lambda: copy_run(Image.objects.get(pk=images[0]).generation_id))
    an_hour_ago = timezone.now() - timedelta(hours=1)
    database(lambda: Image.objects.filter(owner=alice).update(stored_at=an_hour_ago))
    open_live_gallery(page)
    page.mouse.wheel(0, 700)
    expect(page.locator("[data-placed]")).to_be_visible()
    database.wait_until_ended(database.create_run(alice, unique_prompt(), images=2))
    new_images = page.get_by_role("link", name="2 new images")
    expect(new_images).to_be_visible()
    before = page.evaluate(VISIBLE_TILE_POSITIONS)
    new_images.click()
    expect(page.locator("#new-images > *")).to_have_count(0)
    after = page.evaluate(VISIBLE_TILE_POSITIONS)
    assert after.keys() == before.keys()
    assert all(abs(a - b) <= 1 for href in after for a, b in zip(after[href], before[href], strict=True))
    page.keyboard.press("Control+Home")
    expect(page.locator(TILE).nth(1)).to_be_in_viewport()
    ids = page.locator(f"{TILE} > a").evaluate_all("all => all.map(one => one.href)")
    assert len(ids) == len(set(ids))


def test_a_member_removed_from_the_team_is_notified(
    open_page: OpenPage, alice: User, bob: User, team: Team, database: StudioDatabase
) -> None:
    bobs_page = open_page(bob)
    open_live_gallery(bobs_page, f"?team={team.slug}")
    database(lambda: members.remove(Membership.objects.get(user=bob, team=team), by=alice))
    expect(bobs_page.get_by_text("You no longer have access to this page.")).to_be_visible()
