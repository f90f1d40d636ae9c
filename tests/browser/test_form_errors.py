"""A form that the server refuses keeps its input and marks the invalid field."""

from playwright.sync_api import expect

from tests.browser.studio_page import (
    ComposerPage,
    photos,
    unique_prompt,
)


def fill_all_but_the_prompt(composer: ComposerPage) -> None:
    composer.open().add_and_wait(photos(2))
    composer.ask_for_size(3000, 2000)
    composer.ask_for_group(7)
    composer.form.get_by_role("switch", name="Watermark").uncheck()
    composer.form.get_by_text("Advanced").click()
    composer.form.get_by_role("combobox", name="Prompt optimisation").select_option("standard")


def test_an_empty_prompt_is_refused_and_focused_and_other_input_is_kept(composer: ComposerPage) -> None:
    fill_all_but_the_prompt(composer)
    composer.generate.click()
    expect(composer.form.get_by_text("Enter a prompt.")).to_be_visible()
    expect(composer.prompt).to_be_focused()
    expect(composer.prompt).to_have_attribute("aria-invalid", "true")
    composer.expect_references(["photo-1.jpg", "photo-2.jpg"])
    expect(composer.width).to_have_value("3000")
    expect(composer.height).to_have_value("2000")
    expect(composer.max_images).to_have_value("7")
    expect(composer.form.get_by_role("switch", name="Watermark")).not_to_be_checked()
    expect(composer.form.get_by_role("combobox", name="Prompt optimisation")).to_have_value("standard")
    expect(composer.cost).to_have_text("At most 7 images, 164,062 tokens")
    expect(composer.runs).to_have_count(0)


def test_the_error_disappears_on_input_and_the_form_can_be_sent_again(composer: ComposerPage) -> None:
    fill_all_but_the_prompt(composer)
    composer.generate.click()
    error = composer.form.get_by_text("Enter a prompt.")
    expect(error).to_be_visible()
    composer.prompt.fill(unique_prompt())
    expect(error).to_have_count(0)
    run = composer.send()
    composer.expect_all_images(run, 7)
    expect(composer.run(run)).to_contain_text("3000×2000")


def test_the_server_refuses_a_size_that_the_page_did_not_check(composer: ComposerPage) -> None:
    composer.open().prompt.fill("A vase")
    composer.ask_for_size(1000, 1000)
    composer.form.evaluate("form => form.requestSubmit()")
    expect(composer.form.get_by_text("Nearest valid size: 1920x1920.")).to_be_visible()
    expect(composer.width).to_be_focused()
    expect(composer.width).to_have_value("1000")
    expect(composer.prompt).to_have_value("A vase")
