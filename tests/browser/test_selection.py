"""Selecting in the gallery by mouse, keyboard and touch, and bulk actions on the selection."""

import zipfile

import pytest
from playwright.sync_api import Page, expect

from studio.accounts.models import User
from studio.gallery.models import Favourite, Rating, Tag
from tests.browser.conftest import OpenPage
from tests.browser.studio_database import StudioDatabase
from tests.browser.studio_page import unique_prompt
from tests.browser.test_accessibility import DISPLAY_VARIANTS, set_viewport_and_theme, violations


@pytest.fixture(autouse=True)
def _five_images(database: StudioDatabase, alice: User) -> None:
    database.wait_until_ended(database.create_run(alice, unique_prompt(), images=5))


def open_gallery(page: Page) -> Page:
    page.goto("/gallery/")
    expect(page.locator(".image-tile")).to_have_count(5)
    return page


def expect_count(page: Page, text: str) -> None:
    expect(page.locator("[data-count]")).to_have_text(text)


def test_a_click_selects_one_image_and_shift_click_a_range(page: Page) -> None:
    checkboxes = open_gallery(page).locator(".tile-checkbox input")
    expect(page.locator(".selbar")).to_be_hidden()
    checkboxes.nth(1).click()
    expect_count(page, "1 selected")
    checkboxes.nth(3).click(modifiers=["Shift"])
    expect_count(page, "3 selected")
    checkboxes.nth(2).click()
    expect_count(page, "2 selected")
    page.get_by_role("button", name="Clear selection").click()
    expect(page.locator(".selbar")).to_be_hidden()


def test_control_click_on_an_image_selects_it_instead_of_opening_it(page: Page) -> None:
    links = open_gallery(page).locator(".image-tile > a")
    links.nth(0).click(modifiers=["ControlOrMeta"])
    links.nth(2).click(modifiers=["Shift"])
    expect_count(page, "3 selected")
    links.nth(2).click(modifiers=["ControlOrMeta"])
    expect_count(page, "2 selected")
    links.nth(4).click()
    expect(page.locator(".stage")).to_be_visible()


def test_the_keyboard_navigates_selects_and_clears(page: Page) -> None:
    open_gallery(page).locator(".image-tile > a").first.focus()
    page.keyboard.press("x")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+X")
    expect_count(page, "3 selected")
    page.keyboard.press("ControlOrMeta+a")
    expect_count(page, "5 selected")
    page.keyboard.press("Escape")
    expect(page.locator(".selbar")).to_be_hidden()
    page.keyboard.press("/")
    page.keyboard.type("x")
    expect(page.locator("#q")).to_have_value("x")


def test_tapping_the_circle_selects_an_image(open_page: OpenPage, alice: User) -> None:
    page = open_gallery(
        open_page(alice, has_touch=True, is_mobile=True, viewport={"width": 390, "height": 844})
    )
    for number in (0, 3):
        page.locator(".tile-checkbox").nth(number).tap()
    expect_count(page, "2 selected")
    page.locator(".tile-checkbox").nth(0).tap()
    expect_count(page, "1 selected")


def test_tags_are_added_to_all_selected_images_and_undone(
    page: Page, database: StudioDatabase, alice: User
) -> None:
    checkboxes = open_gallery(page).locator(".tile-checkbox input")
    checkboxes.nth(0).click()
    checkboxes.nth(1).click()
    page.keyboard.press("t")
    page.locator("#tag-many [name=tag]").fill("主视觉, poster")
    page.locator("#tag-many").get_by_role("button", name="Add").click()
    expect(page.get_by_text("2 images tagged.")).to_be_visible()
    tagged = Tag.objects.filter(owner=alice, images__isnull=False)
    assert database(tagged.count) == 4
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Tag removed from 2 images.")).to_be_visible()
    assert database(tagged.count) == 0


def test_all_results_means_the_search_results_not_the_loaded_tiles(
    page: Page, database: StudioDatabase, alice: User
) -> None:
    open_gallery(page).locator(".tile-checkbox input").first.click()
    page.locator("[name=all]").check()
    expect_count(page, "All results (up to 10,000)")
    page.locator(".tile-checkbox input").nth(2).click()
    expect_count(page, "4 selected")
    page.locator("[name=all]").check()
    page.locator("[popovertarget=rate-many]").click()
    page.locator("#rate-many button").nth(3).click()
    expect(page.get_by_text("5 images rated.")).to_be_visible()
    assert database(Rating.objects.filter(user=alice, stars=4).count) == 5


def test_selected_images_are_moved_to_the_trash_and_restored_by_undo(page: Page) -> None:
    open_gallery(page).locator(".tile-checkbox input").nth(2).click()
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Move to trash").click()
    expect(page.get_by_text("1 image moved to trash.")).to_be_visible()
    expect(page.locator(".image-tile")).to_have_count(4)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".image-tile")).to_have_count(5)


def test_images_are_restored_on_the_trash_page(page: Page) -> None:
    open_gallery(page).locator(".tile-checkbox input").nth(2).click()
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Move to trash").click()
    expect(page.locator(".image-tile")).to_have_count(4)
    page.get_by_role("link", name="Trash").click()
    expect_count(page, "Select images")
    expect(page.locator(".trash__bar button")).to_be_disabled()
    page.locator(".tile-checkbox input").check()
    expect_count(page, "1 selected")
    for variant in DISPLAY_VARIANTS[0]:
        set_viewport_and_theme(page, *variant)
        assert violations(page) == [], variant
    page.locator(".trash__bar button").click()
    expect(page.locator(".empty")).to_be_visible()
    open_gallery(page)


def test_a_zip_download_keeps_the_page_and_the_selection(page: Page) -> None:
    open_gallery(page).locator(".tile-checkbox input").nth(0).click()
    with page.expect_download() as loading:
        page.get_by_role("button", name="ZIP").click()
    names = zipfile.ZipFile(loading.value.path()).namelist()
    assert {"manifest.csv", "manifest.json"} < set(names)
    assert len(names) == 3
    expect_count(page, "1 selected")


def test_an_image_becomes_a_favourite_in_place(page: Page, database: StudioDatabase, alice: User) -> None:
    favourite_buttons = open_gallery(page).locator("[data-favourite]")
    page.locator(".image-tile > a").nth(1).focus()
    with page.expect_response("**/images/favourite/"):
        page.keyboard.press("f")
    expect(favourite_buttons.nth(1)).to_have_attribute("aria-pressed", "true")
    assert database(Favourite.objects.filter(user=alice).count) == 1
    page.goto("/gallery/?fav=1")
    expect(page.locator(".image-tile")).to_have_count(1)
    with page.expect_response("**/images/favourite/?off=1"):
        page.locator("[data-favourite]").click()
    assert database(Favourite.objects.filter(user=alice).count) == 0


def test_the_selection_bar_works_without_javascript(
    open_page: OpenPage, alice: User, database: StudioDatabase
) -> None:
    page = open_gallery(open_page(alice, java_script_enabled=False))
    page.locator(".tile-checkbox input").nth(0).check()
    page.locator(".selbar").get_by_role("button", name="Favourite").click()
    expect(page.get_by_text("1 image added to favourites.")).to_be_visible()
    assert database(Favourite.objects.filter(user=alice).count) == 1


def test_the_trash_dialog_shows_where_images_are_used_as_references(page: Page) -> None:
    open_gallery(page).locator(".tile-checkbox input").nth(2).click()
    page.get_by_role("button", name="Use as reference").click()
    expect(page.locator("[data-ref]")).to_have_count(1)
    open_gallery(page).locator(".tile-checkbox input").nth(2).click()
    page.get_by_role("button", name="Delete").click()
    status = page.get_by_role("dialog").get_by_role("status")
    expect(status).to_have_text("Used as a reference in 1 draft. Those copies are kept.")
    page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    page.locator(".tile-checkbox input").nth(2).click()
    page.locator(".tile-checkbox input").nth(3).click()
    page.get_by_role("button", name="Delete").click()
    expect(status).to_be_empty()
