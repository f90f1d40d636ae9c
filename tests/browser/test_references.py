"""Reference pictures: how they come in, how they are ordered, how they go."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.input_events import transfer
from tests.browser.studio_page import (
    ComposerPage,
    photo,
    photos,
    words,
)
from tests.fixtures import picture


def names(*numbers: int) -> list[str]:
    return [f"photo-{n}.jpg" for n in numbers]


def test_several_files_come_at_once_numbered_in_their_order(composer: ComposerPage) -> None:
    composer.open().add_and_wait(photos(3))
    expect(composer.page.locator("[data-ref-count]")).to_have_text("3")


def test_a_file_dropped_anywhere_is_added_where_the_layer_says(composer: ComposerPage) -> None:
    composer.open().add_and_wait([photo()])
    files = transfer(composer.page, photo("dropped.jpg", "navy"))
    composer.page.dispatch_event("#runs", "dragenter", {"dataTransfer": files})
    expect(composer.page.locator("[data-dropzone]")).to_have_text("Add as Image 2")
    composer.page.dispatch_event("#runs", "drop", {"dataTransfer": files})
    expect(composer.page.locator("[data-dropzone]")).to_be_hidden()
    composer.expect_references(["vase.jpg", "dropped.jpg"])


def test_a_picture_is_pasted(composer: ComposerPage) -> None:
    composer.open().prompt.focus()
    clipboard = transfer(composer.page, photo("pasted.jpg"))
    composer.prompt.evaluate(
        """(field, clipboardData) => field.dispatchEvent(
             new ClipboardEvent("paste", {clipboardData, bubbles: true, cancelable: true}))""",
        clipboard,
    )
    composer.expect_references(["pasted.jpg"])


def test_an_address_becomes_a_reference_that_the_browser_never_fetches(composer: ComposerPage) -> None:
    composer.open().form.get_by_role("button", name="URL").click()
    dialog = composer.page.get_by_role("dialog", name="Add a reference by URL")
    dialog.get_by_label("Image address").fill("https://pictures.example/vase.jpg")
    dialog.get_by_role("button", name="Add image").click()
    expect(dialog).to_be_hidden()
    expect(composer.references.get_by_text("pictures.example")).to_be_visible()
    expect(composer.references.locator("input[name=ref]")).to_have_value(
        "url:https://pictures.example/vase.jpg"
    )


def test_an_address_without_https_stays_in_its_dialog(composer: ComposerPage) -> None:
    composer.open().form.get_by_role("button", name="URL").click()
    dialog = composer.page.get_by_role("dialog", name="Add a reference by URL")
    dialog.get_by_label("Image address").fill("http://pictures.example/vase.jpg")
    dialog.get_by_role("button", name="Add image").click()
    expect(dialog.get_by_role("alert")).to_have_text("The address must start with https://.")
    dialog.get_by_role("button", name="Cancel").click()
    expect(composer.references).to_have_count(0)


def test_a_removed_reference_comes_back_by_undo_in_its_place(composer: ComposerPage) -> None:
    composer.open().add_and_wait(photos(3))
    composer.form.get_by_role("button", name="Remove Image 2").click()
    composer.expect_references(names(1, 3))
    composer.page.get_by_role("button", name="Undo").click()
    composer.expect_references(names(1, 2, 3))


def test_the_order_is_changed_by_arrow_keys_and_announced(composer: ComposerPage) -> None:
    composer.open().add_and_wait(photos(3))
    composer.form.get_by_role("button", name="Reorder Image 3").focus()
    composer.page.keyboard.press("ArrowLeft")
    composer.expect_references(names(1, 3, 2))
    expect(composer.form.get_by_text("Moved to position 2")).to_be_attached()
    expect(composer.form.get_by_role("button", name="Reorder Image 2")).to_be_focused()
    composer.page.keyboard.press("ArrowLeft")
    composer.expect_references(names(3, 1, 2))


def test_the_order_is_changed_from_the_menu_of_the_handle(composer: ComposerPage) -> None:
    composer.open().add_and_wait(photos(3))
    composer.form.get_by_role("button", name="Reorder Image 3").click()
    composer.page.get_by_role("button", name="Move to first").click()
    composer.expect_references(names(3, 1, 2))


def test_the_order_is_changed_by_dragging(composer: ComposerPage) -> None:
    composer.open().add_and_wait(photos(3))
    composer.references.nth(2).drag_to(composer.references.nth(0))
    composer.expect_references(names(3, 1, 2))


def test_the_run_has_its_references_in_the_chosen_order(composer: ComposerPage) -> None:
    composer.open().add_and_wait(photos(2))
    chosen = composer.references.locator("input[name=ref]").evaluate_all("all => all.map(e => e.value)")
    composer.form.get_by_role("button", name="Reorder Image 2").focus()
    composer.page.keyboard.press("ArrowLeft")
    composer.prompt.fill("Image 1 beside Image 2")
    with composer.page.expect_request("**/runs/") as sent:
        composer.generate.click()
    body = sent.value.post_data_buffer or b""
    places = [body.index(f'name="ref"\r\n\r\n{value}'.encode()) for value in reversed(chosen)]
    assert places == sorted(places)
    expect(composer.runs.get_by_text("2 references")).to_be_visible()


@pytest.mark.parametrize(
    ("buffer", "reason"),
    [
        (b"no picture", "Unsupported file. Use JPEG, PNG, WebP, BMP, TIFF or GIF."),
        (photo()["buffer"][:200], "The image is damaged and cannot be read."),
    ],
)
def test_a_bad_file_says_why_beside_the_good_ones(composer: ComposerPage, buffer: bytes, reason: str) -> None:
    composer.open().add([photo(), {"name": "bad.jpg", "mimeType": "image/jpeg", "buffer": buffer}])
    bad = composer.form.get_by_role("alert").filter(has_text="bad.jpg")
    expect(bad).to_contain_text(reason)
    composer.expect_references(["vase.jpg"])
    expect(composer.generate).to_be_enabled()
    composer.form.get_by_role("button", name="Dismiss").click()
    expect(bad).to_have_count(0)


def test_fourteen_fit_and_the_rest_is_left_out(composer: ComposerPage) -> None:
    composer.open().add(photos(15))
    expect(composer.page.get_by_text("1 not added: 14 references at most")).to_be_visible()
    composer.expect_references(names(*range(1, 15)))
    expect(composer.rule).to_have_text("Limit of 14 references reached.")
    expect(composer.form.get_by_role("button", name="Add drop, paste")).to_be_disabled()


def test_an_upload_shows_its_progress_and_holds_the_button(composer: ComposerPage) -> None:
    held: list[Route] = []
    composer.open().page.route("**/references/", lambda route: held.append(route))
    composer.add(photo())
    expect(composer.form.get_by_role("progressbar", name="Uploading vase.jpg")).to_be_visible()
    expect(composer.cost).to_have_text("Uploading references: 1 left")
    expect(composer.generate).to_be_disabled()
    held.pop().continue_()
    composer.expect_references(["vase.jpg"])
    expect(composer.generate).to_be_enabled()


def test_an_upload_is_called_off(composer: ComposerPage) -> None:
    composer.open().page.route("**/references/", lambda route: None)
    composer.add(photo())
    composer.form.get_by_role("button", name="Cancel the upload of Image 1").click()
    expect(composer.references).to_have_count(0)
    expect(composer.generate).to_be_enabled()


def test_an_upload_that_did_not_arrive_is_tried_again(composer: ComposerPage) -> None:
    composer.open().page.route("**/references/", lambda route: route.abort(), times=1)
    composer.add(photo())
    expect(composer.form.get_by_role("alert")).to_have_text("vase.jpg Upload failed.")
    composer.form.get_by_role("button", name="Retry").click()
    composer.expect_references(["vase.jpg"])


def test_an_image_of_a_run_becomes_a_reference(composer: ComposerPage) -> None:
    composer.open().prompt.fill(words())
    run = composer.send()
    expect(composer.pictures(run)).to_have_count(1)
    composer.pictures(run).hover()
    composer.run(run).get_by_role("button", name="Use image 1 as a reference").click()
    expect(composer.references).to_have_count(1)
    expect(composer.references.get_by_role("img", name=".jpg")).to_be_visible()


def test_what_was_chosen_is_there_after_a_reload(composer: ComposerPage) -> None:
    with composer.page.expect_response("**/draft/"):
        composer.open().add_and_wait(photos(2))
    composer.page.reload()
    composer.expect_references(names(1, 2))


def test_a_file_is_dragged_in_by_the_mouse_and_leaves_again(composer: ComposerPage) -> None:
    files = transfer(composer.open().page, photo())
    composer.page.dispatch_event("body", "dragenter", {"dataTransfer": files})
    expect(composer.page.locator("[data-dropzone]")).to_have_text("Add as Image 1")
    composer.page.dispatch_event("body", "dragleave", {"dataTransfer": files})
    expect(composer.page.locator("[data-dropzone]")).to_be_hidden()
    expect(composer.references).to_have_count(0)


def test_what_was_changed_is_read_by_keyboard(composer: ComposerPage) -> None:
    large = {"name": "turned.bmp", "mimeType": "image/bmp", "buffer": picture(format="BMP")}
    composer.open().add_and_wait([large])
    note = composer.references.get_by_role("group").filter(has=composer.page.locator("summary"))
    note.locator("summary").focus()
    composer.page.keyboard.press("Enter")
    expect(note.locator("p")).to_be_visible()


def test_the_rule_of_fifteen_says_itself_and_gives_way(composer: ComposerPage) -> None:
    composer.open().add_and_wait(photos(3))
    composer.ask_for_group(12)
    expect(composer.rule).to_have_text(
        "References and images share a limit of 15. With 3 references, up to 12 images."
    )
    expect(composer.form.get_by_role("button", name="Gallery")).to_be_disabled()
    composer.most.fill("11")
    expect(composer.rule).to_be_hidden()
    expect(composer.form.get_by_role("button", name="Gallery")).to_be_enabled()


def test_what_is_chosen_before_the_scripts_are_there_is_not_lost(page: Page) -> None:
    held: list[Route] = []
    # Not the theme's script, for which the parser waits.
    page.route(re.compile(r"/js/studio\."), lambda route: held.append(route))
    page.goto("/", wait_until="commit")
    composer = ComposerPage(page)
    composer.form.locator("input[type=file]").set_input_files(photo())
    assert held
    for route in held:
        route.continue_()
    composer.expect_references(["vase.jpg"])
