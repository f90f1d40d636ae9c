"""A form that the server refuses keeps all that was typed and points at what is wrong."""

from playwright.sync_api import expect

from tests.browser.studio_page import (
    Desk,
    photos,
    words,
)


def fill_all_but_the_prompt(desk: Desk) -> None:
    desk.open().add_and_wait(photos(2))
    desk.ask_for_size(3000, 2000)
    desk.ask_for_group(7)
    desk.form.get_by_role("switch", name="Watermark").uncheck()
    desk.form.get_by_text("Advanced").click()
    desk.form.get_by_role("combobox", name="Prompt optimisation").select_option("standard")


def test_an_empty_prompt_is_refused_with_the_field_in_focus_and_the_rest_kept(desk: Desk) -> None:
    fill_all_but_the_prompt(desk)
    desk.generate.click()
    expect(desk.form.get_by_text("Enter a prompt.")).to_be_visible()
    expect(desk.prompt).to_be_focused()
    expect(desk.prompt).to_have_attribute("aria-invalid", "true")
    desk.expect_references(["photo-1.jpg", "photo-2.jpg"])
    expect(desk.width).to_have_value("3000")
    expect(desk.height).to_have_value("2000")
    expect(desk.most).to_have_value("7")
    expect(desk.form.get_by_role("switch", name="Watermark")).not_to_be_checked()
    expect(desk.form.get_by_role("combobox", name="Prompt optimisation")).to_have_value("standard")
    expect(desk.cost).to_have_text("At most 7 images, 164,062 tokens")
    expect(desk.runs).to_have_count(0)


def test_the_error_goes_when_its_field_is_touched_and_the_form_is_sent_again(desk: Desk) -> None:
    fill_all_but_the_prompt(desk)
    desk.generate.click()
    error = desk.form.get_by_text("Enter a prompt.")
    expect(error).to_be_visible()
    desk.prompt.fill(words())
    expect(error).to_have_count(0)
    run = desk.send()
    desk.expect_whole(run, 7)
    expect(desk.run(run)).to_contain_text("3000×2000")


def test_a_form_sent_without_the_page_knowing_of_its_limits_is_refused_too(desk: Desk) -> None:
    desk.open().prompt.fill("A vase")
    desk.ask_for_size(1000, 1000)
    desk.form.evaluate("form => form.requestSubmit()")
    expect(desk.form.get_by_text("Nearest valid size: 1920x1920.")).to_be_visible()
    expect(desk.width).to_be_focused()
    expect(desk.width).to_have_value("1000")
    expect(desk.prompt).to_have_value("A vase")
