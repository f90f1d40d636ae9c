"""Typing with an input method, with the keyboard's shortcuts, and with @."""

from playwright.sync_api import expect

from studio.accounts.models import User
from tests.browser.input_events import Ime
from tests.browser.ledger import Ledger
from tests.browser.studio_page import (
    ComposerPage,
    photos,
    words,
)


def test_enter_while_composing_decides_the_word_and_sends_nothing(composer: ComposerPage) -> None:
    composer.open().prompt.focus()
    ime = Ime(composer.page)
    ime.compose("huaping")
    ime.press_enter(ctrl=True)
    ime.press_enter()
    ime.commit("花瓶")
    expect(composer.prompt).to_have_value("花瓶")
    expect(composer.runs).to_have_count(0)
    expect(composer.page.locator("[data-len]")).to_have_text("2 / 300 characters")


def test_alt_and_arrows_step_through_the_prompts_of_before(
    composer: ComposerPage, ledger: Ledger, alice: User
) -> None:
    older, newer = words("older"), words("newer")
    for prompt in (older, newer):
        ledger.run(alice, prompt)
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


def test_a_prompt_of_before_is_chosen_from_its_menu(
    composer: ComposerPage, ledger: Ledger, alice: User
) -> None:
    prompt = words("older")
    ledger.run(alice, prompt)
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


def test_an_at_sign_stays_when_the_menu_is_left(composer: ComposerPage) -> None:
    composer.open().add_and_wait(photos(1))
    composer.prompt.press_sequentially("@")
    expect(composer.form.locator("[data-insert]")).to_be_focused()
    composer.page.keyboard.press("Escape")
    expect(composer.prompt).to_be_focused()
    expect(composer.prompt).to_have_value("@")


def test_a_hint_is_followed_by_one_click(composer: ComposerPage) -> None:
    composer.open().prompt.fill("海报，标题为春茶，16:9")
    composer.form.get_by_role("button", name="Add quotes").click()
    expect(composer.prompt).to_have_value("海报，标题为“春茶”，16:9")
    composer.form.get_by_role("button", name="Use 16:9").click()
    expect(composer.page.locator("[data-size-out]")).to_have_text("2560 × 1440")
    expect(composer.page.locator("#draft button")).to_have_count(0)
