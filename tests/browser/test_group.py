"""How many images are asked for, and what the references leave of the common limit."""

from playwright.sync_api import expect

from tests.browser.studio_page import ComposerPage, photos

FULL = "References and images share a limit of 15. With 2 references, up to 13 images."


def test_the_number_is_hidden_until_a_group_is_wanted(composer: ComposerPage) -> None:
    expect(composer.open().most).to_be_hidden()
    composer.choose("Auto")
    expect(composer.most).to_be_visible()


def test_the_stepper_counts_and_stops_at_its_ends(composer: ComposerPage) -> None:
    composer.open().ask_for_group(14)
    more, fewer = (composer.form.get_by_role("button", name=f"{word} images") for word in ("More", "Fewer"))
    more.click()
    more.click()
    expect(composer.most).to_have_value("15")
    composer.most.fill("2")
    fewer.click()
    fewer.click()
    expect(composer.most).to_have_value("1")


def test_references_and_images_together_are_explained_when_they_reach_fifteen(composer: ComposerPage) -> None:
    composer.open().add_and_wait(photos(2))
    composer.ask_for_group(12)
    expect(composer.rule).to_be_hidden()
    composer.form.get_by_role("button", name="More images").click()
    expect(composer.rule).to_have_text(FULL)
    composer.form.get_by_role("button", name="More images").click()
    expect(composer.most).to_have_value("13")


def test_more_than_fit_beside_the_references_is_marked_and_refused(composer: ComposerPage) -> None:
    composer.open().add_and_wait(photos(2))
    composer.prompt.fill("Vases")
    composer.ask_for_group(14)
    expect(composer.most).to_have_attribute("aria-invalid", "true")
    expect(composer.rule).to_have_text(FULL)
    composer.generate.click()
    error = composer.form.get_by_text(
        "References and images share a limit of 15, which leaves room for 13 images."
    )
    expect(error).to_be_visible()
    expect(composer.most).to_be_focused()
    expect(composer.most).to_have_value("14")
    expect(composer.runs).to_have_count(0)
