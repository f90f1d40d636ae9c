"""Alice shares one image and many, and takes them back; Bob sees what the team has in a window of his own."""

import pytest
from playwright.sync_api import Page, expect

from studio.accounts.models import Membership, Role, Team, User
from studio.generations.models import Image
from tests.browser.conftest import Visits
from tests.browser.ledger import Ledger
from tests.browser.studio_page import words
from tests.browser.test_accessibility import LOOKS, dress, violations


@pytest.fixture
def team(ledger: Ledger, alice: User) -> Team:
    return ledger.team(alice, Role.DESIGNER)


@pytest.fixture
def bob(ledger: Ledger, team: Team) -> User:
    bob = ledger.someone()
    ledger(lambda: Membership.objects.create(team=team, user=bob, role=Role.VIEWER))
    return bob


@pytest.fixture
def images(ledger: Ledger, alice: User) -> list[int]:
    """Three of one private run of Alice."""
    run = ledger.run(alice, words(), images=3)
    ledger.until_ended(run)
    return ledger(lambda: list(Image.objects.filter(generation=run).values_list("pk", flat=True)))


def share(page: Page, team: Team, image: int) -> None:
    page.goto(f"/images/{image}/")
    page.get_by_role("button", name="Share with a team").click()
    page.get_by_role("dialog").get_by_role("button", name=team.name).click()
    expect(page.get_by_text("1 image shared with Posters.")).to_be_visible()


@pytest.mark.parametrize("with_script", [True, False])
def test_one_is_shared_from_its_page_and_undone(
    visit: Visits, alice: User, bob: User, team: Team, images: list[int], with_script: bool
) -> None:
    page, his = visit(alice, java_script_enabled=with_script), visit(bob, locale="en-US")
    share(page, team, images[0])
    expect(page.get_by_text("Shared with Posters by")).to_be_visible()
    his.goto(f"/gallery/?team={team.slug}")
    his.locator("[data-grid] a").click()
    expect(his.get_by_role("button", name="Unshare")).to_be_disabled()
    expect(his.locator(".filmstrip a")).to_have_count(1)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("1 image unshared.")).to_be_visible()
    expect(page.get_by_text("Private. Only you can see it.")).to_be_visible()
    his.reload()
    expect(
        his.get_by_role("heading", name="This page doesn’t exist, or you don’t have access")
    ).to_be_visible()


def test_many_are_shared_and_taken_back(page: Page, team: Team, images: list[int]) -> None:
    page.goto("/gallery/")
    for image in images[:2]:
        page.locator(f".pick [value='{image}']").check()
    expect(page.get_by_role("status").filter(has_text="2 selected")).to_be_visible()
    page.get_by_role("button", name="Share", exact=True).click()
    page.get_by_role("button", name=team.name).click()
    expect(page.get_by_text("2 images shared with Posters.")).to_be_visible()
    page.goto(f"/gallery/?team={team.slug}")
    expect(page.locator(".pick input")).to_have_count(2)
    page.locator(".pick input").first.check()
    page.get_by_role("button", name="Unshare").click()
    expect(page.get_by_text("1 image unshared.")).to_be_visible()
    expect(page.locator(".image-tile > a")).to_have_count(1)


def test_taking_back_is_offered_for_what_is_shared(page: Page, team: Team, images: list[int]) -> None:
    share(page, team, images[0])
    page.goto("/gallery/")
    take_back = page.get_by_role("button", name="Unshare")
    private, shared = (page.locator(f".pick [value='{image}']") for image in (images[1], images[0]))
    private.check()
    expect(page.get_by_role("button", name="Delete")).to_be_visible()
    expect(take_back).to_be_hidden()
    shared.check()
    expect(take_back).to_be_visible()
    shared.uncheck()
    expect(take_back).to_be_hidden()


def test_nothing_is_wrong_with_the_pages(page: Page, team: Team, images: list[int]) -> None:
    share(page, team, images[0])
    place = f"/gallery/?team={team.slug}"
    for look in LOOKS[1]:
        dress(page, *look)
        for path in (place, f"/images/{images[0]}/?team={team.slug}"):
            page.goto(path)
            assert violations(page) == [], (path, look)
            assert page.evaluate("document.documentElement.scrollWidth") <= look[0], (path, look)
        page.goto("/gallery/")
        page.locator(".pick input").first.check()
        for opener in ("[popovertarget=share-many]", "[popovertarget=tag-many]", "[popovertarget=rate-many]"):
            page.locator(opener).click()
            assert violations(page) == [], (opener, look)
        page.locator("[commandfor=trash-many]").first.click()
        assert violations(page) == [], look
        page.goto(f"/images/{images[1]}/")
        page.locator("[commandfor=share]").first.click()
        assert violations(page) == [], look


def test_nothing_is_wrong_with_a_teams_empty_gallery(page: Page, team: Team) -> None:
    for look in LOOKS[0]:
        dress(page, *look)
        page.goto(f"/gallery/?team={team.slug}")
        assert violations(page) == [], look
