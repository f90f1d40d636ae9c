"""The reference picker: a dialog with all gallery images that the user may use."""

from playwright.sync_api import expect

from studio.accounts.models import User
from tests.browser.studio_database import StudioDatabase
from tests.browser.studio_page import ComposerPage, unique_prompt


def create_images(database: StudioDatabase, user: User, count: int) -> None:
    database.wait_until_ended(database.create_run(user, unique_prompt(), images=count))


def test_several_images_are_chosen_at_once(
    composer: ComposerPage, database: StudioDatabase, alice: User
) -> None:
    create_images(database, alice, 3)
    composer.open().form.get_by_role("button", name="Gallery").click()
    picker = composer.page.get_by_role("dialog", name="Choose references")
    expect(picker.get_by_role("button", name="Add")).to_be_disabled()
    for box in picker.get_by_role("checkbox").all()[:2]:
        box.focus()
        composer.page.keyboard.press("Space")
    expect(picker.get_by_text("2 of 14 references")).to_be_visible()
    composer.page.keyboard.press("Enter")
    expect(picker).to_be_hidden()
    expect(composer.references).to_have_count(2)
    expect(composer.page.get_by_text("Added as Image 1 to 2")).to_be_visible()


def test_a_search_keeps_the_selection_and_the_limit_follows_the_group(
    composer: ComposerPage, database: StudioDatabase, alice: User
) -> None:
    cat, dog = unique_prompt("A cat"), unique_prompt("A dog")
    for prompt in (cat, dog):
        database.wait_until_ended(database.create_run(alice, prompt, images=1))
    composer.open().ask_for_group(3)
    composer.form.get_by_role("button", name="Gallery").click()
    picker = composer.page.get_by_role("dialog", name="Choose references")
    picker.get_by_role("checkbox", name=dog).check()
    picker.get_by_role("searchbox", name="Search prompts and tags").fill("cat")
    expect(picker.get_by_role("checkbox")).to_have_count(2)
    expect(picker.get_by_role("checkbox", name=dog)).to_be_checked()
    picker.get_by_role("checkbox", name=cat).check()
    expect(picker.get_by_text("2 of 14 · group of 3 leaves room for 10 more")).to_be_visible()
    picker.get_by_role("button", name="Add").click()
    expect(composer.references).to_have_count(2)


def test_no_more_images_can_be_selected_than_the_limit_allows(
    composer: ComposerPage, database: StudioDatabase, alice: User
) -> None:
    create_images(database, alice, 3)
    composer.open().ask_for_group(14)
    composer.form.get_by_role("button", name="Gallery").click()
    boxes = composer.page.get_by_role("dialog").get_by_role("checkbox")
    boxes.first.check()
    expect(boxes.nth(1)).to_be_disabled()
    boxes.first.uncheck()
    expect(boxes.nth(1)).to_be_enabled()


def test_the_picker_closes_with_escape_and_fits_a_phone(
    composer: ComposerPage, database: StudioDatabase, alice: User
) -> None:
    create_images(database, alice, 1)
    composer.page.set_viewport_size({"width": 390, "height": 844})
    composer.open().form.get_by_role("button", name="Gallery").click()
    expect(composer.page.get_by_role("dialog").get_by_role("checkbox")).to_be_in_viewport()
    assert composer.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    composer.page.keyboard.press("Escape")
    expect(composer.page.get_by_role("dialog")).to_have_count(0)
    expect(composer.form.get_by_role("button", name="Gallery")).to_be_focused()
