"""A reviewer flags by keyboard, a designer on the image page; an administrator hides an image. All are accessible."""

import pytest
from playwright.sync_api import Page, expect

from studio.accounts.models import Membership, Role, Team, User
from studio.gallery.curation.hiding import hide
from studio.gallery.curation.sharing import share
from studio.generations.models import Image
from studio.review.models import Flag
from studio.review.workflow.submitting import submit
from tests.browser.conftest import OpenPage
from tests.browser.studio_database import StudioDatabase
from tests.browser.studio_page import unique_prompt
from tests.browser.test_accessibility import DISPLAY_VARIANTS, set_viewport_and_theme, violations


@pytest.fixture
def team(database: StudioDatabase, alice: User) -> Team:
    team = database.create_team(alice, Role.DESIGNER)
    database(lambda: Team.objects.filter(pk=team.pk).update(approvals=1))
    return team


@pytest.fixture
def rita(database: StudioDatabase, team: Team) -> User:
    rita = database.create_user()
    database(lambda: Membership.objects.create(team=team, user=rita, role=Role.REVIEWER))
    return rita


@pytest.fixture
def images(database: StudioDatabase, alice: User, team: Team) -> list[int]:
    """Two images by Alice in the team, submitted for review."""
    run = database.create_run(alice, unique_prompt(), images=2)
    database.wait_until_ended(run)

    def submit_images() -> list[int]:
        images = Image.objects.filter(generation=run)
        share(list(images.values_list("pk", flat=True)), team, by=alice)
        submit(images, by=alice)
        return list(images.order_by("pk").values_list("pk", flat=True))

    return database(submit_images)


def open_flag_reasons(database: StudioDatabase, image: int) -> list[str]:
    """The reasons of the image's open flags."""
    rows = Flag.objects.filter(image=image, resolved_at=None).values_list("reason", flat=True)
    return database(lambda: list(rows))


def expect_accessible(page: Page, address: str, selector: str) -> None:
    for variant in DISPLAY_VARIANTS[0]:
        set_viewport_and_theme(page, *variant)
        page.goto(address)
        expect(page.locator(selector)).to_be_visible()
        assert violations(page) == []


def test_a_reviewer_flags_and_undoes_it_by_keyboard(
    open_page: OpenPage, database: StudioDatabase, rita: User, images: list[int]
) -> None:
    page = open_page(rita)
    page.goto("/review/")
    first, second = (page.locator(f"#stage-{image}") for image in images)
    expect(first).to_be_visible()
    page.keyboard.press("f")
    expect(page.locator("[data-reason]").first).to_be_focused()
    page.keyboard.press("4")
    page.keyboard.press("f")
    expect(second).to_be_visible()
    assert open_flag_reasons(database, images[0]) == ["rights"]
    page.keyboard.press("z")
    expect(first).to_be_visible()
    assert open_flag_reasons(database, images[0]) == []


def test_a_flag_is_raised_on_the_image_page_and_resolved_in_review(
    open_page: OpenPage, database: StudioDatabase, alice: User, rita: User, images: list[int]
) -> None:
    page = open_page(alice)
    page.goto(f"/images/{images[1]}/")
    page.locator("#flags summary").click()
    page.get_by_role("combobox", name="Reason").select_option("rights")
    page.get_by_role("textbox", name="Note", exact=True).fill("Is this Marilyn?")
    page.get_by_role("button", name="Flag image").click()
    expect(page.get_by_text("1 image flagged.")).to_be_visible()
    expect_accessible(page, f"/images/{images[1]}/", "#flags .flags")
    reviewer_page = open_page(rita, locale="en-US")
    expect_accessible(reviewer_page, "/review/?tab=flagged", ".decide .flags")
    set_viewport_and_theme(reviewer_page, 1440, "light", "en")
    reviewer_page.goto("/review/?tab=flagged")
    reviewer_page.get_by_role("button", name="Resolve flags").click()
    expect(reviewer_page.locator(".decide .flags")).to_have_count(0)
    assert open_flag_reasons(database, images[1]) == []


def test_a_hidden_image_and_the_hidden_images_list_are_accessible(
    open_page: OpenPage, database: StudioDatabase, rita: User, images: list[int]
) -> None:
    database(lambda: User.objects.filter(pk=rita.pk).update(is_superuser=True, is_staff=True))
    database(lambda: hide(Image.objects.filter(pk=images[0]), reason="A likeness", by=rita))
    page = open_page(rita)
    expect_accessible(page, f"/images/{images[0]}/", ".banner")
    expect_accessible(page, "/administration/hidden/", ".hidden-images")
