"""Alice shares and unshares one image and many; Bob sees the team's images in his own window."""

import pytest
from playwright.sync_api import Page, expect

from studio.accounts.models import Membership, Role, Team, User
from studio.generations.models import Image
from tests.browser.conftest import OpenPage
from tests.browser.studio_database import StudioDatabase
from tests.browser.studio_page import unique_prompt
from tests.browser.test_accessibility import DISPLAY_VARIANTS, set_viewport_and_theme, violations


@pytest.fixture
def team(database: StudioDatabase, alice: User) -> Team:
    return database.create_team(alice, Role.DESIGNER)


@pytest.fixture
def bob(database: StudioDatabase, team: Team) -> User:
    bob = database.create_user()
    database(lambda: Membership.objects.create(team=team, user=bob, role=Role.VIEWER))
    return bob


@pytest.fixture
def images(database: StudioDatabase, alice: User) -> list[int]:
    """Three images of a private run by Alice."""
    run = database.create_run(alice, unique_prompt(), images=3)
    database.wait_until_ended(run)
    return database(lambda: list(Image.objects.filter(generation=run).values_list("pk", flat=True)))


def share_from_image_page(page: Page, team: Team, image: int) -> None:
    page.goto(f"/images/{image}/")
    page.get_by_role("button", name="Share with a team").click()
    page.get_by_role("dialog").get_by_role("button", name=team.name).click()
    expect(page.get_by_text("1 image shared with Posters.")).to_be_visible()


@pytest.mark.parametrize("with_javascript", [True, False])
def test_one_image_is_shared_from_its_page_and_undone(
    open_page: OpenPage, alice: User, bob: User, team: Team, images: list[int], with_javascript: bool
) -> None:
    page, bobs_page = open_page(alice, java_script_enabled=with_javascript), open_page(bob, locale="en-US")
    share_from_image_page(page, team, images[0])
    expect(page.get_by_text("Shared with Posters by")).to_be_visible()
    bobs_page.goto(f"/gallery/?team={team.slug}")
    bobs_page.locator("[data-grid] a").click()
    expect(bobs_page.get_by_role("button", name="Unshare")).to_be_disabled()
    expect(bobs_page.locator(".filmstrip a")).to_have_count(1)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("1 image unshared.")).to_be_visible()
    expect(page.get_by_text("Private. Only you can see it.")).to_be_visible()
    bobs_page.reload()
    expect(
        bobs_page.get_by_role("heading", name="This page doesn’t exist, or you don’t have access")
    ).to_be_visible()


def test_many_images_are_shared_and_unshared(page: Page, team: Team, images: list[int]) -> None:
    page.goto("/gallery/")
    for image in images[:2]:
        page.locator(f".tile-checkbox [value='{image}']").check()
    expect(page.get_by_role("status").filter(has_text="2 selected")).to_be_visible()
    page.get_by_role("button", name="Share", exact=True).click()
    page.get_by_role("button", name=team.name).click()
    expect(page.get_by_text("2 images shared with Posters.")).to_be_visible()
    page.goto(f"/gallery/?team={team.slug}")
    expect(page.locator(".tile-checkbox input")).to_have_count(2)
    page.locator(".tile-checkbox input").first.check()
    page.get_by_role("button", name="Unshare").click()
    expect(page.get_by_text("1 image unshared.")).to_be_visible()
    expect(page.locator(".image-tile > a")).to_have_count(1)


def test_unshare_is_offered_only_for_shared_images(page: Page, team: Team, images: list[int]) -> None:
    share_from_image_page(page, team, images[0])
    page.goto("/gallery/")
    unshare = page.get_by_role("button", name="Unshare")
    private, shared = (page.locator(f".tile-checkbox [value='{image}']") for image in (images[1], images[0]))
    private.check()
    expect(page.get_by_role("button", name="Delete")).to_be_visible()
    expect(unshare).to_be_hidden()
    shared.check()
    expect(unshare).to_be_visible()
    shared.uncheck()
    expect(unshare).to_be_hidden()


def test_axe_finds_no_violations_and_no_page_overflows(page: Page, team: Team, images: list[int]) -> None:
    share_from_image_page(page, team, images[0])
    gallery_path = f"/gallery/?team={team.slug}"
    for variant in DISPLAY_VARIANTS[1]:
        set_viewport_and_theme(page, *variant)
        for path in (gallery_path, f"/images/{images[0]}/?team={team.slug}"):
            page.goto(path)
            assert violations(page) == [], (path, variant)
            assert page.evaluate("document.documentElement.scrollWidth") <= variant[0], (path, variant)
        page.goto("/gallery/")
        page.locator(".tile-checkbox input").first.check()
        for opener in ("[popovertarget=share-many]", "[popovertarget=tag-many]", "[popovertarget=rate-many]"):
            page.locator(opener).click()
            assert violations(page) == [], (opener, variant)
        page.locator("[commandfor=trash-many]").first.click()
        assert violations(page) == [], variant
        page.goto(f"/images/{images[1]}/")
        page.locator("[commandfor=share]").first.click()
        assert violations(page) == [], variant


def test_axe_finds_no_violations_in_a_teams_empty_gallery(page: Page, team: Team) -> None:
    for variant in DISPLAY_VARIANTS[0]:
        set_viewport_and_theme(page, *variant)
        page.goto(f"/gallery/?team={team.slug}")
        assert violations(page) == [], variant
