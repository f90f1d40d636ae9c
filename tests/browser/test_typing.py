"""Typing with an input method, with the keyboard's shortcuts, and with @."""

from playwright.sync_api import expect

from studio.accounts.models import User
from tests.browser.input_events import Ime
from tests.browser.ledger import Ledger
from tests.browser.studio_page import (
    Desk,
    photos,
    words,
)


def test_enter_while_composing_decides_the_word_and_sends_nothing(desk: Desk) -> None:
    desk.open().prompt.focus()
    ime = Ime(desk.page)
    ime.compose("huaping")
    ime.press_enter(ctrl=True)
    ime.press_enter()
    ime.commit("花瓶")
    expect(desk.prompt).to_have_value("花瓶")
    expect(desk.runs).to_have_count(0)
    expect(desk.page.locator("[data-len]")).to_have_text("2 / 300 characters")


def test_alt_and_arrows_step_through_the_prompts_of_before(desk: Desk, ledger: Ledger, alice: User) -> None:
    older, newer = words("older"), words("newer")
    for prompt in (older, newer):
        ledger.run(alice, prompt)
    desk.open().prompt.fill("what I am typing")
    expect(desk.page.locator("[data-earlier]")).to_have_count(2)
    for key, expected in (
        ("Up", newer),
        ("Up", older),
        ("Up", older),
        ("Down", newer),
        ("Down", "what I am typing"),
    ):
        desk.page.keyboard.press(f"Alt+Arrow{key}")
        expect(desk.prompt).to_have_value(expected)


def test_a_prompt_of_before_is_chosen_from_its_menu(desk: Desk, ledger: Ledger, alice: User) -> None:
    prompt = words("older")
    ledger.run(alice, prompt)
    desk.open().form.get_by_role("button", name="Prompt history").click()
    desk.form.get_by_role("button", name=prompt).click()
    expect(desk.prompt).to_have_value(prompt)
    expect(desk.prompt).to_be_focused()


def test_an_at_sign_opens_the_numbered_references(desk: Desk) -> None:
    desk.open().add_and_wait(photos(3))
    desk.prompt.press_sequentially("the vase of @")
    expect(desk.form.locator("[data-insert]").first).to_be_focused()
    desk.page.keyboard.press("ArrowDown")
    desk.page.keyboard.press("Enter")
    expect(desk.prompt).to_have_value("the vase of Image 2")
    expect(desk.prompt).to_be_focused()


def test_an_at_sign_stays_when_the_menu_is_left(desk: Desk) -> None:
    desk.open().add_and_wait(photos(1))
    desk.prompt.press_sequentially("@")
    expect(desk.form.locator("[data-insert]")).to_be_focused()
    desk.page.keyboard.press("Escape")
    expect(desk.prompt).to_be_focused()
    expect(desk.prompt).to_have_value("@")


def test_a_hint_is_followed_by_one_click(desk: Desk) -> None:
    desk.open().prompt.fill("海报，标题为春茶，16:9")
    desk.form.get_by_role("button", name="Add quotes").click()
    expect(desk.prompt).to_have_value("海报，标题为“春茶”，16:9")
    desk.form.get_by_role("button", name="Use 16:9").click()
    expect(desk.page.locator("[data-size-out]")).to_have_text("2560 × 1440")
    expect(desk.page.locator("#draft button")).to_have_count(0)
