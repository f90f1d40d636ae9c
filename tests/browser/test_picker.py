"""References from the gallery: the dialog with everything that I may use."""

from playwright.sync_api import expect

from studio.accounts.models import User
from tests.browser.ledger import Ledger
from tests.browser.studio_page import Desk, words


def images(ledger: Ledger, user: User, count: int) -> None:
    ledger.until_ended(ledger.run(user, words(), images=count))


def test_several_images_are_chosen_at_once(desk: Desk, ledger: Ledger, alice: User) -> None:
    images(ledger, alice, 3)
    desk.open().form.get_by_role("button", name="Gallery").click()
    picker = desk.page.get_by_role("dialog", name="Choose references")
    expect(picker.get_by_role("button", name="Add")).to_be_disabled()
    for box in picker.get_by_role("checkbox").all()[:2]:
        box.focus()
        desk.page.keyboard.press("Space")
    expect(picker.get_by_text("2 of 14 references")).to_be_visible()
    desk.page.keyboard.press("Enter")
    expect(picker).to_be_hidden()
    expect(desk.references).to_have_count(2)
    expect(desk.page.get_by_text("Added as Image 1 to 2")).to_be_visible()


def test_a_search_keeps_what_is_ticked_and_the_room_follows_the_group(
    desk: Desk, ledger: Ledger, alice: User
) -> None:
    cat, dog = words("A cat"), words("A dog")
    for prompt in (cat, dog):
        ledger.until_ended(ledger.run(alice, prompt, images=1))
    desk.open().ask_for_group(3)
    desk.form.get_by_role("button", name="Gallery").click()
    picker = desk.page.get_by_role("dialog", name="Choose references")
    picker.get_by_role("checkbox", name=dog).check()
    picker.get_by_role("searchbox", name="Search prompts and tags").fill("cat")
    expect(picker.get_by_role("checkbox")).to_have_count(2)
    expect(picker.get_by_role("checkbox", name=dog)).to_be_checked()
    picker.get_by_role("checkbox", name=cat).check()
    expect(picker.get_by_text("2 of 14 · group of 3 leaves room for 10 more")).to_be_visible()
    picker.get_by_role("button", name="Add").click()
    expect(desk.references).to_have_count(2)


def test_no_more_can_be_ticked_than_fit(desk: Desk, ledger: Ledger, alice: User) -> None:
    images(ledger, alice, 3)
    desk.open().ask_for_group(14)
    desk.form.get_by_role("button", name="Gallery").click()
    boxes = desk.page.get_by_role("dialog").get_by_role("checkbox")
    boxes.first.check()
    expect(boxes.nth(1)).to_be_disabled()
    boxes.first.uncheck()
    expect(boxes.nth(1)).to_be_enabled()


def test_it_is_left_by_escape_and_fits_a_phone(desk: Desk, ledger: Ledger, alice: User) -> None:
    images(ledger, alice, 1)
    desk.page.set_viewport_size({"width": 390, "height": 844})
    desk.open().form.get_by_role("button", name="Gallery").click()
    expect(desk.page.get_by_role("dialog").get_by_role("checkbox")).to_be_in_viewport()
    assert desk.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    desk.page.keyboard.press("Escape")
    expect(desk.page.get_by_role("dialog")).to_have_count(0)
    expect(desk.form.get_by_role("button", name="Gallery")).to_be_focused()
