"""Selecting in the gallery by mouse, keys and touch, and what is then done with all of it at once."""

import zipfile

import pytest
from playwright.sync_api import Page, expect

from studio.accounts.models import User
from studio.gallery.models import Favourite, Rating, Tag
from tests.browser.conftest import Visits
from tests.browser.ledger import Ledger
from tests.browser.studio_page import words
from tests.browser.test_accessibility import LOOKS, dress, violations


@pytest.fixture(autouse=True)
def _five_images(ledger: Ledger, alice: User) -> None:
    ledger.until_ended(ledger.run(alice, words(), images=5))


def in_the_gallery(page: Page) -> Page:
    page.goto("/gallery/")
    expect(page.locator(".image-tile")).to_have_count(5)
    return page


def says(page: Page, text: str) -> None:
    expect(page.locator("[data-count]")).to_have_text(text)


def test_the_mouse_ticks_one_and_with_shift_a_range(page: Page) -> None:
    picks = in_the_gallery(page).locator(".pick input")
    expect(page.locator(".selbar")).to_be_hidden()
    picks.nth(1).click()
    says(page, "1 selected")
    picks.nth(3).click(modifiers=["Shift"])
    says(page, "3 selected")
    picks.nth(2).click()
    says(page, "2 selected")
    page.get_by_role("button", name="Clear selection").click()
    expect(page.locator(".selbar")).to_be_hidden()


def test_with_control_the_picture_itself_is_ticked_and_not_opened(page: Page) -> None:
    links = in_the_gallery(page).locator(".image-tile > a")
    links.nth(0).click(modifiers=["ControlOrMeta"])
    links.nth(2).click(modifiers=["Shift"])
    says(page, "3 selected")
    links.nth(2).click(modifiers=["ControlOrMeta"])
    says(page, "2 selected")
    links.nth(4).click()
    expect(page.locator(".stage")).to_be_visible()


def test_the_keyboard_walks_ticks_and_clears(page: Page) -> None:
    in_the_gallery(page).locator(".image-tile > a").first.focus()
    page.keyboard.press("x")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+X")
    says(page, "3 selected")
    page.keyboard.press("ControlOrMeta+a")
    says(page, "5 selected")
    page.keyboard.press("Escape")
    expect(page.locator(".selbar")).to_be_hidden()
    page.keyboard.press("/")
    page.keyboard.type("x")
    expect(page.locator("#q")).to_have_value("x")


def test_fingers_tick_by_the_circle(visit: Visits, alice: User) -> None:
    page = in_the_gallery(
        visit(alice, has_touch=True, is_mobile=True, viewport={"width": 390, "height": 844})
    )
    for number in (0, 3):
        page.locator(".pick").nth(number).tap()
    says(page, "2 selected")
    page.locator(".pick").nth(0).tap()
    says(page, "1 selected")


def test_tags_are_given_to_all_that_is_selected_and_undone(page: Page, ledger: Ledger, alice: User) -> None:
    picks = in_the_gallery(page).locator(".pick input")
    picks.nth(0).click()
    picks.nth(1).click()
    page.keyboard.press("t")
    page.locator("#tag-many [name=tag]").fill("主视觉, poster")
    page.locator("#tag-many").get_by_role("button", name="Add").click()
    expect(page.get_by_text("2 images tagged.")).to_be_visible()
    tagged = Tag.objects.filter(owner=alice, images__isnull=False)
    assert ledger(tagged.count) == 4
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Tag removed from 2 images.")).to_be_visible()
    assert ledger(tagged.count) == 0


def test_all_results_mean_what_is_found_and_not_what_is_loaded(
    page: Page, ledger: Ledger, alice: User
) -> None:
    in_the_gallery(page).locator(".pick input").first.click()
    page.locator("[name=all]").check()
    says(page, "All results (up to 10,000)")
    page.locator(".pick input").nth(2).click()
    says(page, "4 selected")
    page.locator("[name=all]").check()
    page.locator("[popovertarget=rate-many]").click()
    page.locator("#rate-many button").nth(3).click()
    expect(page.get_by_text("5 images rated.")).to_be_visible()
    assert ledger(Rating.objects.filter(user=alice, stars=4).count) == 5


def test_the_trash_takes_them_and_gives_them_back(page: Page) -> None:
    in_the_gallery(page).locator(".pick input").nth(2).click()
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Move to trash").click()
    expect(page.get_by_text("1 image moved to trash.")).to_be_visible()
    expect(page.locator(".image-tile")).to_have_count(4)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".image-tile")).to_have_count(5)


def test_what_is_in_the_trash_is_brought_back_from_its_page(page: Page) -> None:
    in_the_gallery(page).locator(".pick input").nth(2).click()
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Move to trash").click()
    expect(page.locator(".image-tile")).to_have_count(4)
    page.get_by_role("link", name="Trash").click()
    page.locator(".pick input").check()
    says(page, "1 selected")
    for look in LOOKS[0]:
        dress(page, *look)
        assert violations(page) == [], look
    page.locator(".trash__bar button").click()
    expect(page.locator(".empty")).to_be_visible()
    in_the_gallery(page)


def test_a_zip_brings_them_and_the_page_stays(page: Page) -> None:
    in_the_gallery(page).locator(".pick input").nth(0).click()
    with page.expect_download() as loading:
        page.get_by_role("button", name="ZIP").click()
    names = zipfile.ZipFile(loading.value.path()).namelist()
    assert {"manifest.csv", "manifest.json"} < set(names)
    assert len(names) == 3
    says(page, "1 selected")


def test_an_image_becomes_a_favourite_in_place(page: Page, ledger: Ledger, alice: User) -> None:
    hearts = in_the_gallery(page).locator("[data-favourite]")
    page.locator(".image-tile > a").nth(1).focus()
    with page.expect_response("**/images/favourite/"):
        page.keyboard.press("f")
    expect(hearts.nth(1)).to_have_attribute("aria-pressed", "true")
    assert ledger(Favourite.objects.filter(user=alice).count) == 1
    page.goto("/gallery/?fav=1")
    expect(page.locator(".image-tile")).to_have_count(1)
    with page.expect_response("**/images/favourite/?off=1"):
        page.locator("[data-favourite]").click()
    assert ledger(Favourite.objects.filter(user=alice).count) == 0


def test_without_a_script_the_bar_works_too(visit: Visits, alice: User, ledger: Ledger) -> None:
    page = in_the_gallery(visit(alice, java_script_enabled=False))
    page.locator(".pick input").nth(0).check()
    page.locator(".selbar").get_by_role("button", name="Favourite").click()
    expect(page.get_by_text("1 image added to favourites.")).to_be_visible()
    assert ledger(Favourite.objects.filter(user=alice).count) == 1


def test_before_the_trash_takes_them_it_says_what_they_are_a_reference_of(page: Page) -> None:
    in_the_gallery(page).locator(".pick input").nth(2).click()
    page.get_by_role("button", name="Use as reference").click()
    expect(page.locator("[data-ref]")).to_have_count(1)
    in_the_gallery(page).locator(".pick input").nth(2).click()
    page.get_by_role("button", name="Delete").click()
    said = page.get_by_role("dialog").get_by_role("status")
    expect(said).to_have_text("Used as a reference in 1 draft. Those copies are kept.")
    page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    page.locator(".pick input").nth(2).click()
    page.locator(".pick input").nth(3).click()
    page.get_by_role("button", name="Delete").click()
    expect(said).to_be_empty()
