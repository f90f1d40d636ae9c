"""References from the gallery: the dialog with everything that I may use."""

from playwright.sync_api import expect

from studio.accounts.models import User
from tests.browser.ledger import Ledger
from tests.browser.studio_page import ComposerPage, words


def images(ledger: Ledger, user: User, count: int) -> None:
    ledger.until_ended(ledger.run(user, words(), images=count))


def test_several_images_are_chosen_at_once(composer: ComposerPage, ledger: Ledger, alice: User) -> None:
    images(ledger, alice, 3)
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


def test_a_search_keeps_what_is_ticked_and_the_room_follows_the_group(
    composer: ComposerPage, ledger: Ledger, alice: User
) -> None:
    cat, dog = words("A cat"), words("A dog")
    for prompt in (cat, dog):
        ledger.until_ended(ledger.run(alice, prompt, images=1))
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


def test_no_more_can_be_ticked_than_fit(composer: ComposerPage, ledger: Ledger, alice: User) -> None:
    images(ledger, alice, 3)
    composer.open().ask_for_group(14)
    composer.form.get_by_role("button", name="Gallery").click()
    boxes = composer.page.get_by_role("dialog").get_by_role("checkbox")
    boxes.first.check()
    expect(boxes.nth(1)).to_be_disabled()
    boxes.first.uncheck()
    expect(boxes.nth(1)).to_be_enabled()


def test_it_is_left_by_escape_and_fits_a_phone(composer: ComposerPage, ledger: Ledger, alice: User) -> None:
    images(ledger, alice, 1)
    composer.page.set_viewport_size({"width": 390, "height": 844})
    composer.open().form.get_by_role("button", name="Gallery").click()
    expect(composer.page.get_by_role("dialog").get_by_role("checkbox")).to_be_in_viewport()
    assert composer.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    composer.page.keyboard.press("Escape")
    expect(composer.page.get_by_role("dialog")).to_have_count(0)
    expect(composer.form.get_by_role("button", name="Gallery")).to_be_focused()
