"""What is written: its length, its mentions, and the keys that send it."""

from playwright.sync_api import expect

from tests.browser.studio_page import (
    Desk,
    photo,
    words,
)


def test_the_meter_counts_english_words(desk: Desk) -> None:
    desk.open().prompt.fill("A celadon vase on a ledge")
    expect(desk.page.locator("[data-len]")).to_have_text("6 / 600 words")


def test_the_meter_counts_chinese_characters(desk: Desk) -> None:
    desk.open().prompt.fill("窗边的青瓷花瓶")
    expect(desk.page.locator("[data-len]")).to_have_text("7 / 300 characters")


def test_a_prompt_longer_than_advised_is_called_so_and_still_allowed(desk: Desk) -> None:
    desk.open().prompt.fill("vase " * 601)
    expect(desk.form.get_by_text("Longer than recommended. The model may drop details.")).to_be_visible()
    expect(desk.generate).to_be_enabled()
    desk.prompt.fill("vase")
    expect(desk.form.get_by_text("Up to 300 Chinese characters or 600 English words")).to_be_visible()


def test_ctrl_enter_generates_once_from_anywhere(desk: Desk) -> None:
    desk.open().prompt.fill(words())
    desk.form.get_by_role("switch", name="Watermark").focus()
    desk.page.keyboard.press("Control+Enter")
    expect(desk.runs).to_have_count(1)
    expect(desk.runs.get_by_text("Done", exact=True)).to_be_visible()
    expect(desk.runs).to_have_count(1)


def test_a_double_click_makes_one_run(desk: Desk) -> None:
    desk.open().prompt.fill(words())
    desk.generate.dblclick()
    expect(desk.runs.get_by_text("Done", exact=True)).to_be_visible()
    desk.page.reload()
    expect(desk.runs).to_have_count(1)


def test_a_reference_is_mentioned_from_the_menu_of_the_prompt(desk: Desk) -> None:
    desk.open().add_and_wait([photo()])
    desk.prompt.fill("The vase of")
    desk.form.get_by_role("button", name="Mention").click()
    desk.form.get_by_role("button", name="Image 1", exact=True).and_(
        desk.page.locator("[data-insert]")
    ).click()
    expect(desk.prompt).to_have_value("The vase of Image 1")
    expect(desk.prompt).to_be_focused()


def test_the_example_fills_an_empty_prompt(desk: Desk) -> None:
    desk.open().page.get_by_role("link", name="Try an example prompt").click()
    expect(desk.generate).to_be_focused()
    expect(desk.prompt).to_have_value("A celadon vase with one branch of plum blossom on a warm plaster ledge, "
                                      "window light from the left, one long soft shadow across the wall. "
                                      "Product photograph, 85 mm, shallow depth of field, no text.")  # fmt: skip


def test_earlier_settings_come_back_with_reuse(desk: Desk) -> None:
    text = words("A jade bowl")
    desk.open().prompt.fill(text)
    desk.ask_for_size(2000, 2400)
    desk.ask_for_group(2)
    run = desk.send()
    expect(desk.run(run).get_by_text("Done", exact=True)).to_be_visible()
    desk.run(run).get_by_role("button", name=f"Reuse the settings of run {run}").click()
    expect(desk.prompt).to_have_value(text)
    expect(desk.width).to_have_value("2000")
    expect(desk.height).to_have_value("2400")
    expect(desk.most).to_have_value("2")
