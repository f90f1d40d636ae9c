"""What every page has: keyboard shortcuts with an off switch, the theme, toasts and the offline page."""

from playwright.sync_api import Page, expect

from studio.accounts.models import User
from tests.browser.conftest import OpenPage
from tests.browser.studio_page import ComposerPage, photo


def test_the_shortcut_list_opens_by_its_key_but_not_in_a_text_field(page: Page) -> None:
    page.goto("/")
    keys = page.locator("#keys")
    page.get_by_role("textbox", name="Prompt").press("?")
    expect(keys).to_be_hidden()
    expect(page.get_by_role("textbox", name="Prompt")).to_have_value("?")
    page.get_by_role("heading", name="Studio", exact=True).evaluate("() => document.activeElement.blur()")
    page.keyboard.press("?")
    expect(keys).to_be_visible()
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()


def test_turning_off_single_key_shortcuts_persists(open_page: OpenPage, alice: User) -> None:
    page = open_page(alice, locale="en-US")
    page.goto("/gallery/")
    page.keyboard.press("?")
    page.get_by_role("switch", name="Single-key shortcuts").press("Space")
    page.keyboard.press("Escape")
    page.reload()
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_hidden()
    page.get_by_role("button", name="Account:").press("Enter")
    page.get_by_role("button", name="Keyboard shortcuts").press("Enter")
    expect(page.get_by_role("switch", name="Single-key shortcuts")).not_to_be_checked()
    page.get_by_role("switch", name="Single-key shortcuts").press("Space")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()


def test_the_theme_persists_across_pages_and_after_sign_out(open_page: OpenPage, alice: User) -> None:
    page = open_page(alice, color_scheme="light")
    page.goto("/gallery/")
    page.get_by_role("button", name="Switch to dark theme").press("Enter")
    for address in ("/account/", "/account/logout/", "/offline/"):
        page.goto(address)
        expect(page.locator("html")).to_have_attribute("data-theme", "dark")


SHOW_TOAST = "(value) => document.dispatchEvent(new CustomEvent('studio:toast', { detail: { value } }))"


def show_toast(page: Page) -> None:
    """Removes a reference, which shows a toast with an action."""
    composer = ComposerPage(page).open()
    composer.add_and_wait([photo()])
    page.get_by_role("button", name="Remove").first.click()
    expect(page.locator(".toast")).to_be_visible()


def open_page_with_fake_clock(open_page: OpenPage, alice: User) -> Page:
    """A page whose clock the test controls, in its own window, since the fake clock stays installed."""
    page = open_page(alice, locale="en-US")
    page.clock.install()
    return page


def test_a_toast_stays_while_hovered_and_then_disappears(open_page: OpenPage, alice: User) -> None:
    page = open_page_with_fake_clock(open_page, alice)
    show_toast(page)
    page.locator(".toast").hover()
    page.clock.run_for(20_000)
    expect(page.locator(".toast")).to_be_visible()
    page.mouse.move(0, 0)
    page.clock.run_for(10_000)
    expect(page.locator(".toast")).to_have_count(0)


def test_a_toast_stays_while_it_has_the_focus(open_page: OpenPage, alice: User) -> None:
    page = open_page_with_fake_clock(open_page, alice)
    show_toast(page)
    page.locator(".toast").get_by_role("button", name="Undo").focus()
    page.clock.run_for(20_000)
    page.keyboard.press("Enter")
    expect(page.locator(".toast")).to_have_count(0)
    expect(ComposerPage(page).references).to_have_count(1)


def test_a_toast_is_dismissed(page: Page) -> None:
    show_toast(page)
    page.locator(".toast").get_by_role("button", name="Dismiss").press("Enter")
    expect(page.locator(".toast")).to_have_count(0)


def test_a_new_message_keeps_the_earlier_ones_visible(page: Page) -> None:
    show_toast(page)
    messages = page.locator(".toast > span")
    removed = messages.inner_text()
    for message in ("Connected.", "Saved.", "Connected."):
        page.evaluate(SHOW_TOAST, message)
    expect(messages).to_have_text([removed, "Saved.", "Connected."])
    page.locator(".toast").get_by_role("button", name="Undo").click()
    expect(messages).to_have_text(["Saved.", "Connected."])
    expect(ComposerPage(page).references).to_have_count(1)


def wait_for_service_worker(page: Page) -> None:
    """Waits until the service worker is active."""
    page.evaluate("navigator.serviceWorker.ready.then(() => 1)")


def test_the_offline_page_is_shown_and_leads_back(open_page: OpenPage, alice: User) -> None:
    page = open_page(alice, color_scheme="dark", service_workers="allow")
    page.goto("/gallery/")
    wait_for_service_worker(page)
    page.context.set_offline(True)
    page.goto("/account/?from=here")
    expect(page.get_by_role("heading", name="The studio cannot be reached")).to_be_visible()
    assert page.locator(".btn--solid").evaluate("button => getComputedStyle(button).borderRadius") != "0px"
    page.context.set_offline(False)
    page.get_by_role("link", name="Try again").press("Enter")
    expect(page.get_by_role("heading", name="Account", exact=True)).to_be_visible()
    assert page.url.endswith("/account/?from=here")


def test_the_offline_page_uses_the_users_language(open_page: OpenPage, alice: User) -> None:
    page = open_page(alice, locale="zh-CN", service_workers="allow")
    page.goto("/gallery/")
    wait_for_service_worker(page)
    page.context.set_offline(True)
    page.goto("/account/")
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    expect(page.locator(".empty .btn--solid")).to_be_visible()


def test_the_service_worker_caches_no_user_data(open_page: OpenPage, alice: User) -> None:
    page = open_page(alice, locale="en-US", service_workers="allow")
    page.goto("/")
    wait_for_service_worker(page)
    page.goto("/account/")
    cached = page.evaluate("""async () => (await Promise.all((await caches.keys()).map(async (name) =>
        (await (await caches.open(name)).keys()).map((one) => new URL(one.url).pathname)))).flat()""")
    assert "/offline/" in cached
    assert all(path == "/offline/" or path.startswith("/static/") for path in cached)
