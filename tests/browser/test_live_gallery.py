"""What comes into a gallery is told on its open pages, and comes to the top by a click."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from studio.accounts.models import Membership, Role, Team, User
from studio.accounts.teams import members
from studio.gallery.curation.sharing import share
from studio.generations.models import Image
from tests.browser.conftest import Visits
from tests.browser.ledger import Ledger
from tests.browser.studio_page import words
from tests.browser.test_grid import TILE, copy

PLACES = """() => Object.fromEntries([...document.querySelectorAll("[data-grid] .image-tile")]
  .map((tile) => [tile.querySelector("a").getAttribute("href"), tile.getBoundingClientRect()])
  .filter(([, box]) => box.bottom > 0 && box.top < innerHeight)
  .map(([href, { x, y }]) => [href, [x, y]]))"""


@pytest.fixture
def images(ledger: Ledger, alice: User) -> list[int]:
    """Alice's, from one run; the last of them first."""
    run = ledger.run(alice, words(), images=3)
    ledger.until_ended(run)
    return ledger(
        lambda: list(Image.objects.filter(generation=run).order_by("-pk").values_list("pk", flat=True))
    )


@pytest.fixture
def team(ledger: Ledger, alice: User) -> Team:
    return ledger.team(alice)


@pytest.fixture
def bob(ledger: Ledger, team: Team) -> User:
    bob = ledger.someone()
    ledger(lambda: Membership.objects.create(team=team, user=bob, role=Role.DESIGNER))
    return bob


def gallery(page: Page, query: str = "") -> Page:
    """The gallery, once its stream is open."""
    with page.expect_response("**/runs/events*"):
        page.goto(f"/gallery/{query}")
    return page


def test_ones_own_new_images_come_to_the_top(
    page: Page, images: list[int], alice: User, ledger: Ledger
) -> None:
    gallery(page)
    run = ledger.run(alice, words(), images=2)
    page.get_by_role("status").get_by_role("link", name="2 new images").press("Enter")
    expect(page.locator(TILE)).to_have_count(5)
    newest = ledger(lambda: Image.objects.filter(generation=run).order_by("-pk")[0])
    first = page.locator(f"{TILE} > a").first
    expect(first).to_have_attribute("href", newest.get_absolute_url())
    expect(first).to_be_focused()
    expect(first).to_be_in_viewport()
    expect(page.locator("[data-live]")).to_have_text("2 new images are at the top")
    expect(page.locator("#new-images > *")).to_have_count(0)


def test_a_teammates_share_is_shown_and_opens_an_empty_gallery(
    visit: Visits, alice: User, bob: User, team: Team, images: list[int], ledger: Ledger
) -> None:
    his = gallery(visit(bob), f"?team={team.slug}")
    ledger(lambda: share(images[:1], team, by=alice))
    his.get_by_role("link", name="New images. Reload").click()
    expect(his.locator(TILE)).to_have_count(1)


def test_what_is_looked_at_stays_where_it_is(
    page: Page, images: list[int], alice: User, ledger: Ledger
) -> None:
    ledger(lambda: copy(Image.objects.get(pk=images[0]).generation_id))
    an_hour_ago = timezone.now() - timedelta(hours=1)
    ledger(lambda: Image.objects.filter(owner=alice).update(stored_at=an_hour_ago))
    gallery(page)
    page.mouse.wheel(0, 700)
    expect(page.locator("[data-placed]")).to_be_visible()
    ledger.until_ended(ledger.run(alice, words(), images=2))
    new = page.get_by_role("link", name="2 new images")
    expect(new).to_be_visible()
    before = page.evaluate(PLACES)
    new.click()
    expect(page.locator("#new-images > *")).to_have_count(0)
    after = page.evaluate(PLACES)
    assert after.keys() == before.keys()
    assert all(abs(a - b) <= 1 for href in after for a, b in zip(after[href], before[href], strict=True))
    page.keyboard.press("Control+Home")
    expect(page.locator(TILE).nth(1)).to_be_in_viewport()
    ids = page.locator(f"{TILE} > a").evaluate_all("all => all.map(one => one.href)")
    assert len(ids) == len(set(ids))


def test_a_member_removed_from_the_team_is_notified(
    visit: Visits, alice: User, bob: User, team: Team, ledger: Ledger
) -> None:
    his = visit(bob)
    gallery(his, f"?team={team.slug}")
    ledger(lambda: members.remove(Membership.objects.get(user=bob, team=team), by=alice))
    expect(his.get_by_text("You no longer have access to this page.")).to_be_visible()
