"""The prompt: its length, its mentions, and the shortcut that submits it."""

from playwright.sync_api import expect

from tests.browser.studio_page import (
    ComposerPage,
    photo,
    unique_prompt,
)


def test_the_meter_counts_english_words(composer: ComposerPage) -> None:
    composer.open().prompt.fill("A celadon vase on a ledge")
    expect(composer.page.locator("[data-len]")).to_have_text("6 / 600 words")


def test_the_meter_counts_chinese_characters(composer: ComposerPage) -> None:
    composer.open().prompt.fill("窗边的青瓷花瓶")
    expect(composer.page.locator("[data-len]")).to_have_text("7 / 300 characters")


def test_a_prompt_over_the_recommended_length_warns_but_is_allowed(composer: ComposerPage) -> None:
    composer.open().prompt.fill("vase " * 601)
    expect(composer.form.get_by_text("Longer than recommended. The model may drop details.")).to_be_visible()
    expect(composer.generate).to_be_enabled()
    composer.prompt.fill("vase")
    expect(composer.form.get_by_text("Up to 300 Chinese characters or 600 English words")).to_be_visible()


def test_ctrl_enter_generates_once_from_anywhere(composer: ComposerPage) -> None:
    composer.open().prompt.fill(unique_prompt())
    composer.form.get_by_role("switch", name="Watermark").focus()
    composer.page.keyboard.press("Control+Enter")
    expect(composer.runs).to_have_count(1)
    expect(composer.runs.get_by_text("Done", exact=True)).to_be_visible()
    expect(composer.runs).to_have_count(1)


def test_a_double_click_starts_one_run(composer: ComposerPage) -> None:
    composer.open().prompt.fill(unique_prompt())
    composer.generate.dblclick()
    expect(composer.runs.get_by_text("Done", exact=True)).to_be_visible()
    composer.page.reload()
    expect(composer.runs).to_have_count(1)


def test_a_reference_is_mentioned_from_the_prompt_menu(composer: ComposerPage) -> None:
    composer.open().add_and_wait([photo()])
    composer.prompt.fill("The vase of")
    composer.form.get_by_role("button", name="Mention").click()
    composer.form.get_by_role("button", name="Image 1", exact=True).and_(
        composer.page.locator("[data-insert]")
    ).click()
    expect(composer.prompt).to_have_value("The vase of Image 1")
    expect(composer.prompt).to_be_focused()


def test_the_example_fills_an_empty_prompt(composer: ComposerPage) -> None:
    composer.open().page.get_by_role("link", name="Try an example prompt").click()
    expect(composer.generate).to_be_focused()
    expect(composer.prompt).to_have_value("A celadon vase with one branch of plum blossom on a warm plaster ledge, "
                                      "window light from the left, one long soft shadow across the wall. "
                                      "Product photograph, 85 mm, shallow depth of field, no text.")  # fmt: skip


def test_reuse_restores_the_settings_of_a_run(composer: ComposerPage) -> None:
    text = unique_prompt("A jade bowl")
    composer.open().prompt.fill(text)
    composer.ask_for_size(2000, 2400)
    composer.ask_for_group(2)
    run = composer.send()
    expect(composer.run(run).get_by_text("Done", exact=True)).to_be_visible()
    composer.run(run).get_by_role("button", name=f"Reuse the settings of run {run}").click()
    expect(composer.prompt).to_have_value(text)
    expect(composer.width).to_have_value("2000")
    expect(composer.height).to_have_value("2400")
    expect(composer.max_images).to_have_value("2")
