"""Reference images: adding, reordering and removing them."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.input_events import data_transfer
from tests.browser.studio_page import (
    ComposerPage,
    photo,
    photos,
    unique_prompt,
)
from tests.fixtures import image_bytes


def names(*numbers: int) -> list[str]:
    return [f"photo-{n}.jpg" for n in numbers]


def test_several_files_are_added_at_once_and_numbered_in_order(composer: ComposerPage) -> None:
    composer.open().add_and_wait(photos(3))
    expect(composer.page.locator("[data-ref-count]")).to_have_text("3")


def test_a_file_dropped_anywhere_is_added_as_the_drop_zone_says(composer: ComposerPage) -> None:
    composer.open().add_and_wait([photo()])
    files = data_transfer(composer.page, photo("dropped.jpg", "navy"))
    composer.page.dispatch_event("#runs", "dragenter", {"dataTransfer": files})
    expect(composer.page.locator("[data-dropzone]")).to_have_text("Add as Image 2")
    composer.page.dispatch_event("#runs", "drop", {"dataTransfer": files})
    expect(composer.page.locator("[data-dropzone]")).to_be_hidden()
    composer.expect_references(["vase.jpg", "dropped.jpg"])


def test_an_image_can_be_pasted(composer: ComposerPage) -> None:
    composer.open().prompt.focus()
    clipboard = data_transfer(composer.page, photo("pasted.jpg"))
    composer.prompt.evaluate(
        """(field, clipboardData) => field.dispatchEvent(
             new ClipboardEvent("paste", {clipboardData, bubbles: true, cancelable: true}))""",
        clipboard,
    )
    composer.expect_references(["pasted.jpg"])


def test_a_url_becomes_a_reference_that_the_browser_never_fetches(composer: ComposerPage) -> None:
    composer.open().form.get_by_role("button", name="URL").click()
    dialog = composer.page.get_by_role("dialog", name="Add a reference by URL")
    dialog.get_by_label("Image address").fill("https://pictures.example/vase.jpg")
    dialog.get_by_role("button", name="Add image").click()
    expect(dialog).to_be_hidden()
    expect(composer.references.get_by_text("pictures.example")).to_be_visible()
    expect(composer.references.locator("input[name=ref]")).to_have_value(
        "url:https://pictures.example/vase.jpg"
    )


def test_a_url_without_https_is_refused_in_the_dialog(composer: ComposerPage) -> None:
    composer.open().form.get_by_role("button", name="URL").click()
    dialog = composer.page.get_by_role("dialog", name="Add a reference by URL")
    dialog.get_by_label("Image address").fill("http://pictures.example/vase.jpg")
    dialog.get_by_role("button", name="Add image").click()
    expect(dialog.get_by_role("alert")).to_have_text("The address must start with https://.")
    dialog.get_by_role("button", name="Cancel").click()
    expect(composer.references).to_have_count(0)


def test_undo_restores_a_removed_reference_to_its_position(composer: ComposerPage) -> None:
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


def test_the_order_is_changed_from_the_reorder_menu(composer: ComposerPage) -> None:
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
def test_an_invalid_file_shows_why_and_valid_files_are_added(
    composer: ComposerPage, buffer: bytes, reason: str
) -> None:
    composer.open().add([photo(), {"name": "bad.jpg", "mimeType": "image/jpeg", "buffer": buffer}])
    alert = composer.form.get_by_role("alert").filter(has_text="bad.jpg")
    expect(alert).to_contain_text(reason)
    composer.expect_references(["vase.jpg"])
    expect(composer.generate).to_be_enabled()
    composer.form.get_by_role("button", name="Dismiss").click()
    expect(alert).to_have_count(0)


def test_references_beyond_fourteen_are_not_added(composer: ComposerPage) -> None:
    composer.open().add(photos(15))
    expect(composer.page.get_by_text("1 not added: 14 references at most")).to_be_visible()
    composer.expect_references(names(*range(1, 15)))
    expect(composer.limit_message).to_have_text("Limit of 14 references reached.")
    expect(composer.form.get_by_role("button", name="Add drop, paste")).to_be_disabled()


def test_an_upload_shows_progress_and_disables_the_generate_button(composer: ComposerPage) -> None:
    held_routes: list[Route] = []
    composer.open().page.route("**/references/", lambda route: held_routes.append(route))
    composer.add(photo())
    expect(composer.form.get_by_role("progressbar", name="Uploading vase.jpg")).to_be_visible()
    expect(composer.cost).to_have_text("Uploading references: 1 left")
    expect(composer.generate).to_be_disabled()
    held_routes.pop().continue_()
    composer.expect_references(["vase.jpg"])
    expect(composer.generate).to_be_enabled()


def test_an_upload_can_be_cancelled(composer: ComposerPage) -> None:
    composer.open().page.route("**/references/", lambda route: None)
    composer.add(photo())
    composer.form.get_by_role("button", name="Cancel the upload of Image 1").click()
    expect(composer.references).to_have_count(0)
    expect(composer.generate).to_be_enabled()


def test_a_failed_upload_can_be_retried(composer: ComposerPage) -> None:
    composer.open().page.route("**/references/", lambda route: route.abort(), times=1)
    composer.add(photo())
    expect(composer.form.get_by_role("alert")).to_have_text("vase.jpg Upload failed.")
    composer.form.get_by_role("button", name="Retry").click()
    composer.expect_references(["vase.jpg"])


def test_an_image_of_a_run_can_be_used_as_a_reference(composer: ComposerPage) -> None:
    composer.open().prompt.fill(unique_prompt())
    run = composer.send()
    expect(composer.images(run)).to_have_count(1)
    composer.images(run).hover()
    composer.run(run).get_by_role("button", name="Use image 1 as a reference").click()
    expect(composer.references).to_have_count(1)
    expect(composer.references.get_by_role("img", name=".jpg")).to_be_visible()


def test_references_survive_a_reload(composer: ComposerPage) -> None:
    with composer.page.expect_response("**/draft/"):
        composer.open().add_and_wait(photos(2))
    composer.page.reload()
    composer.expect_references(names(1, 2))


def test_the_drop_zone_hides_when_a_dragged_file_leaves_the_window(composer: ComposerPage) -> None:
    files = data_transfer(composer.open().page, photo())
    composer.page.dispatch_event("body", "dragenter", {"dataTransfer": files})
    expect(composer.page.locator("[data-dropzone]")).to_have_text("Add as Image 1")
    composer.page.dispatch_event("body", "dragleave", {"dataTransfer": files})
    expect(composer.page.locator("[data-dropzone]")).to_be_hidden()
    expect(composer.references).to_have_count(0)


def test_the_note_about_a_converted_file_opens_by_keyboard(composer: ComposerPage) -> None:
    large = {"name": "turned.bmp", "mimeType": "image/bmp", "buffer": image_bytes(format="BMP")}
    composer.open().add_and_wait([large])
    note = composer.references.get_by_role("group").filter(has=composer.page.locator("summary"))
    note.locator("summary").focus()
    composer.page.keyboard.press("Enter")
    expect(note.locator("p")).to_be_visible()


def test_the_shared_limit_of_fifteen_is_shown_and_lifted_again(composer: ComposerPage) -> None:
    composer.open().add_and_wait(photos(3))
    composer.ask_for_group(12)
    expect(composer.limit_message).to_have_text(
        "References and images share a limit of 15. With 3 references, up to 12 images."
    )
    expect(composer.form.get_by_role("button", name="Gallery")).to_be_disabled()
    composer.max_images.fill("11")
    expect(composer.limit_message).to_be_hidden()
    expect(composer.form.get_by_role("button", name="Gallery")).to_be_enabled()


def test_a_file_chosen_before_the_scripts_load_is_not_lost(page: Page) -> None:
    held_routes: list[Route] = []
    # Not the theme's script, which blocks the parser.
    page.route(re.compile(r"/js/studio\."), lambda route: held_routes.append(route))
    page.goto("/", wait_until="commit")
    composer = ComposerPage(page)
    composer.form.locator("input[type=file]").set_input_files(photo())
    assert held_routes
    for route in held_routes:
        route.continue_()
    composer.expect_references(["vase.jpg"])
