"""The number of images in a group, and the limit that it shares with the references."""

from playwright.sync_api import expect

from tests.browser.studio_page import ComposerPage, photos

SHARED_LIMIT = "References and images share a limit of 15. With 2 references, up to 13 images."


def test_the_image_count_is_hidden_until_a_group_is_chosen(composer: ComposerPage) -> None:
    expect(composer.open().max_images).to_be_hidden()
    composer.choose("Auto")
    expect(composer.max_images).to_be_visible()


def test_the_stepper_counts_and_stops_at_its_limits(composer: ComposerPage) -> None:
    composer.open().ask_for_group(14)
    more, fewer = (composer.form.get_by_role("button", name=f"{word} images") for word in ("More", "Fewer"))
    more.click()
    more.click()
    expect(composer.max_images).to_have_value("15")
    composer.max_images.fill("2")
    fewer.click()
    fewer.click()
    expect(composer.max_images).to_have_value("1")


def test_the_shared_limit_of_fifteen_is_explained_when_reached(composer: ComposerPage) -> None:
    composer.open().add_and_wait(photos(2))
    composer.ask_for_group(12)
    expect(composer.limit_message).to_be_hidden()
    composer.form.get_by_role("button", name="More images").click()
    expect(composer.limit_message).to_have_text(SHARED_LIMIT)
    composer.form.get_by_role("button", name="More images").click()
    expect(composer.max_images).to_have_value("13")


def test_too_many_images_for_the_references_are_marked_and_refused(composer: ComposerPage) -> None:
    composer.open().add_and_wait(photos(2))
    composer.prompt.fill("Vases")
    composer.ask_for_group(14)
    expect(composer.max_images).to_have_attribute("aria-invalid", "true")
    expect(composer.limit_message).to_have_text(SHARED_LIMIT)
    composer.generate.click()
    error = composer.form.get_by_text(
        "References and images share a limit of 15, which leaves room for 13 images."
    )
    expect(error).to_be_visible()
    expect(composer.max_images).to_be_focused()
    expect(composer.max_images).to_have_value("14")
    expect(composer.runs).to_have_count(0)
