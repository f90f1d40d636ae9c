"""A run that ends in a hidden page: the title shows it, and a desktop notification if enabled."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visits
from tests.browser.ledger import Ledger
from tests.browser.studio_page import ComposerPage, words
from tests.latency import Pace

# Chromium has no way to hide a page for a test, so the page is told that it is hidden.
LOOK = """hidden => {
  Object.defineProperty(document, "hidden", {value: hidden, configurable: true});
  document.dispatchEvent(new Event("visibilitychange"));
}"""
# Chromium's headless shell denies every notification, whatever the window permits.
RECORD = """window.shown = [];
Notification = class extends Notification {
  static permission = "granted";
  constructor(text) { super(text); shown.push(text); }
}"""


def start(composer: ComposerPage, pace: Pace, images: int = 2) -> Callable[[int], None]:
    prompt = words()
    let = pace.hold(prompt, after=0)
    composer.prompt.fill(prompt)
    composer.ask_for_group(images)
    composer.send()
    return let


def test_the_title_counts_what_ended_until_somebody_looks(composer: ComposerPage, pace: Pace) -> None:
    let = start(composer.open(), pace)
    composer.page.evaluate(LOOK, True)
    let(2)
    expect(composer.page).to_have_title("(1) done · Studio")
    composer.page.evaluate(LOOK, False)
    expect(composer.page).to_have_title("Studio · Seedream Studio")
    expect(composer.page.locator("[data-live]")).to_contain_text(": 2 images")


def test_it_does_so_for_a_person_who_leaves_with_the_click(composer: ComposerPage, pace: Pace) -> None:
    prompt = words()
    let = pace.hold(prompt)
    composer.open().prompt.fill(prompt)
    composer.page.evaluate(f"() => {{ document.querySelector('.btn--submit').click(); ({LOOK})(true) }}")
    expect(composer.runs).to_have_count(1)
    let(1)
    expect(composer.page).to_have_title("(1) done · Studio")


def test_nobody_is_asked_for_notices_until_they_want_them(visit: Visits, ledger: Ledger, pace: Pace) -> None:
    page: Page = visit(ledger.someone(), permissions=[])
    asked = "navigator.permissions.query({name: 'notifications'}).then(one => one.state)"
    ComposerPage(page).open()
    assert page.evaluate(asked) != "granted"
    expect(
        page.get_by_role("button", name="Notify me on the desktop when a run finishes", pressed=True)
    ).to_have_count(0)


def test_who_wants_notices_gets_one_when_a_run_ends_unseen(visit: Visits, ledger: Ledger, pace: Pace) -> None:
    page: Page = visit(ledger.someone(), permissions=["notifications"])
    page.add_init_script(RECORD)
    composer = ComposerPage(page).open()
    button = page.get_by_role("button", name="Notify me on the desktop when a run finishes")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    let = start(composer, pace)
    page.evaluate(LOOK, True)
    let(2)
    expect(page).to_have_title("(1) done · Studio")
    run = (composer.runs.get_attribute("id") or "").removeprefix("run-")
    assert page.evaluate("shown") == [f"Run {run}: 2 images"]
