"""Typing with an IME, with keyboard shortcuts, and with @."""

from playwright.sync_api import expect

from studio.accounts.models import User
from tests.browser.input_events import Ime
from tests.browser.studio_database import StudioDatabase
from tests.browser.studio_page import (
    ComposerPage,
    photos,
    unique_prompt,
)


def test_enter_during_ime_composition_does_not_submit(composer: ComposerPage) -> None:
    composer.open().prompt.focus()
    ime = Ime(composer.page)
    ime.compose("huaping")
    ime.press_enter(ctrl=True)
    ime.press_enter()
    ime.commit("花瓶")
    expect(composer.prompt).to_have_value("花瓶")
    expect(composer.runs).to_have_count(0)
    expect(composer.page.locator("[data-len]")).to_have_text("2 / 300 characters")


def test_alt_and_arrow_keys_step_through_earlier_prompts(
    composer: ComposerPage, database: StudioDatabase, alice: User
) -> None:
    older, newer = unique_prompt("older"), unique_prompt("newer")
    for prompt in (older, newer):
        database.create_run(alice, prompt)
    composer.open().prompt.fill("what I am typing")
    expect(composer.page.locator("[data-earlier]")).to_have_count(2)
    for key, expected in (
        ("Up", newer),
        ("Up", older),
        ("Up", older),
        ("Down", newer),
        ("Down", "what I am typing"),
    ):
        composer.page.keyboard.press(f"Alt+Arrow{key}")
        expect(composer.prompt).to_have_value(expected)


def test_an_earlier_prompt_is_chosen_from_the_history_menu(
    composer: ComposerPage, database: StudioDatabase, alice: User
) -> None:
    prompt = unique_prompt("older")
    database.create_run(alice, prompt)
    composer.open().form.get_by_role("button", name="Prompt history").click()
    composer.form.get_by_role("button", name=prompt).click()
    expect(composer.prompt).to_have_value(prompt)
    expect(composer.prompt).to_be_focused()


def test_an_at_sign_opens_the_numbered_references(composer: ComposerPage) -> None:
    composer.open().add_and_wait(photos(3))
    composer.prompt.press_sequentially("the vase of @")
    expect(composer.form.locator("[data-insert]").first).to_be_focused()
    composer.page.keyboard.press("ArrowDown")
    composer.page.keyboard.press("Enter")
    expect(composer.prompt).to_have_value("the vase of Image 2")
    expect(composer.prompt).to_be_focused()


def test_an_at_sign_stays_when_the_menu_is_closed(composer: ComposerPage) -> None:
    composer.open().add_and_wait(photos(1))
    composer.prompt.press_sequentially("@")
    expect(composer.form.locator("[data-insert]")).to_be_focused()
    composer.page.keyboard.press("Escape")
    expect(composer.prompt).to_be_focused()
    expect(composer.prompt).to_have_value("@")


def test_a_hint_is_applied_with_one_click(composer: ComposerPage) -> None:
    composer.open().prompt.fill("海报，标题为春茶，16:9")
    composer.form.get_by_role("button", name="Add quotes").click()
    expect(composer.prompt).to_have_value("海报，标题为“春茶”，16:9")
    composer.form.get_by_role("button", name="Use 16:9").click()
    expect(composer.page.locator("[data-size-out]")).to_have_text("2560 × 1440")
    expect(composer.page.locator("#draft button")).to_have_count(0)
