"""A run that ends in a hidden page: the title shows it, and a desktop notification if enabled."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.studio_database import StudioDatabase
from tests.browser.studio_page import ComposerPage, unique_prompt
from tests.pausable_painter import PausablePainter

# Chromium cannot hide a page for a test, so this sets the page's visibility state.
SET_HIDDEN = """hidden => {
  Object.defineProperty(document, "hidden", {value: hidden, configurable: true});
  document.dispatchEvent(new Event("visibilitychange"));
}"""
# Chromium's headless shell denies every notification, whatever the window permits.
RECORD_NOTIFICATIONS = """window.shown = [];
Notification = class extends Notification {
  static permission = "granted";
  constructor(text) { super(text); shown.push(text); }
}"""


def start_run(composer: ComposerPage, painter: PausablePainter, images: int = 2) -> Callable[[int], None]:
    prompt = unique_prompt()
    release = painter.hold(prompt, after=0)
    composer.prompt.fill(prompt)
    composer.ask_for_group(images)
    composer.send()
    return release


def test_the_title_counts_ended_runs_until_the_page_is_visible(
    composer: ComposerPage, painter: PausablePainter
) -> None:
    release = start_run(composer.open(), painter)
    composer.page.evaluate(SET_HIDDEN, True)
    release(2)
    expect(composer.page).to_have_title("(1) done · Studio")
    composer.page.evaluate(SET_HIDDEN, False)
    expect(composer.page).to_have_title("Studio · Seedream Studio")
    expect(composer.page.locator("[data-live]")).to_contain_text(": 2 images")


def test_the_title_counts_a_run_when_the_page_is_hidden_on_submit(
    composer: ComposerPage, painter: PausablePainter
) -> None:
    prompt = unique_prompt()
    release = painter.hold(prompt)
    composer.open().prompt.fill(prompt)
    composer.page.evaluate(
        f"() => {{ document.querySelector('.btn--submit').click(); ({SET_HIDDEN})(true) }}"
    )
    expect(composer.runs).to_have_count(1)
    release(1)
    expect(composer.page).to_have_title("(1) done · Studio")


def test_notifications_are_off_until_the_user_enables_them(
    open_page: OpenPage, database: StudioDatabase, painter: PausablePainter
) -> None:
    page: Page = open_page(database.create_user(), permissions=[])
    permission_state = "navigator.permissions.query({name: 'notifications'}).then(one => one.state)"
    ComposerPage(page).open()
    assert page.evaluate(permission_state) != "granted"
    expect(
        page.get_by_role("button", name="Notify me on the desktop when a run finishes", pressed=True)
    ).to_have_count(0)


def test_a_notification_is_shown_when_a_run_ends_in_a_hidden_page(
    open_page: OpenPage, database: StudioDatabase, painter: PausablePainter
) -> None:
    page: Page = open_page(database.create_user(), permissions=["notifications"])
    page.add_init_script(RECORD_NOTIFICATIONS)
    composer = ComposerPage(page).open()
    button = page.get_by_role("button", name="Notify me on the desktop when a run finishes")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    release = start_run(composer, painter)
    page.evaluate(SET_HIDDEN, True)
    release(2)
    expect(page).to_have_title("(1) done · Studio")
    run = (composer.runs.get_attribute("id") or "").removeprefix("run-")
    assert page.evaluate("shown") == [f"Run {run}: 2 images"]
