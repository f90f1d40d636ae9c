"""What every page has: shortcuts with their off switch, the theme, toasts, and a page for no network."""

from playwright.sync_api import Page, expect

from studio.accounts.models import User
from tests.browser.conftest import Visits
from tests.browser.studio_page import ComposerPage, photo


def test_the_list_of_keys_opens_by_its_key_and_not_in_a_text_field(page: Page) -> None:
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


def test_single_keys_can_be_switched_off_for_good(visit: Visits, alice: User) -> None:
    page = visit(alice, locale="en-US")
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


def test_the_theme_stays_on_every_page_and_after_signing_out(visit: Visits, alice: User) -> None:
    page = visit(alice, color_scheme="light")
    page.goto("/gallery/")
    page.get_by_role("button", name="Switch to dark theme").press("Enter")
    for address in ("/account/", "/account/logout/", "/offline/"):
        page.goto(address)
        expect(page.locator("html")).to_have_attribute("data-theme", "dark")


SHOW = "(value) => document.dispatchEvent(new CustomEvent('studio:toast', { detail: { value } }))"


def toast(page: Page) -> None:
    """A reference is removed: a toast with an action."""
    composer = ComposerPage(page).open()
    composer.add_and_wait([photo()])
    page.get_by_role("button", name="Remove").first.click()
    expect(page.locator(".toast")).to_be_visible()


def timed(visit: Visits, alice: User) -> Page:
    """A window whose clock the test turns; it is of its own, since it keeps that clock."""
    page = visit(alice, locale="en-US")
    page.clock.install()
    return page


def test_a_toast_waits_for_who_points_at_it_and_leaves_then(visit: Visits, alice: User) -> None:
    page = timed(visit, alice)
    toast(page)
    page.locator(".toast").hover()
    page.clock.run_for(20_000)
    expect(page.locator(".toast")).to_be_visible()
    page.mouse.move(0, 0)
    page.clock.run_for(10_000)
    expect(page.locator(".toast")).to_have_count(0)


def test_a_toast_waits_while_it_has_the_focus(visit: Visits, alice: User) -> None:
    page = timed(visit, alice)
    toast(page)
    page.locator(".toast").get_by_role("button", name="Undo").focus()
    page.clock.run_for(20_000)
    page.keyboard.press("Enter")
    expect(page.locator(".toast")).to_have_count(0)
    expect(ComposerPage(page).references).to_have_count(1)


def test_a_toast_is_dismissed(page: Page) -> None:
    toast(page)
    page.locator(".toast").get_by_role("button", name="Dismiss").press("Enter")
    expect(page.locator(".toast")).to_have_count(0)


def test_a_new_message_leaves_the_others_to_be_read(page: Page) -> None:
    toast(page)
    messages = page.locator(".toast > span")
    removed = messages.inner_text()
    for message in ("Connected.", "Saved.", "Connected."):
        page.evaluate(SHOW, message)
    expect(messages).to_have_text([removed, "Saved.", "Connected."])
    page.locator(".toast").get_by_role("button", name="Undo").click()
    expect(messages).to_have_text(["Saved.", "Connected."])
    expect(ComposerPage(page).references).to_have_count(1)


def ready(page: Page) -> None:
    """The service worker has what it needs."""
    page.evaluate("navigator.serviceWorker.ready.then(() => 1)")


def test_without_a_network_a_page_of_ours_says_so_and_leads_back(visit: Visits, alice: User) -> None:
    page = visit(alice, color_scheme="dark", service_workers="allow")
    page.goto("/gallery/")
    ready(page)
    page.context.set_offline(True)
    page.goto("/account/?from=here")
    expect(page.get_by_role("heading", name="The studio cannot be reached")).to_be_visible()
    assert page.locator(".btn--solid").evaluate("button => getComputedStyle(button).borderRadius") != "0px"
    page.context.set_offline(False)
    page.get_by_role("link", name="Try again").press("Enter")
    expect(page.get_by_role("heading", name="Account", exact=True)).to_be_visible()
    assert page.url.endswith("/account/?from=here")


def test_it_speaks_the_readers_language(visit: Visits, alice: User) -> None:
    page = visit(alice, locale="zh-CN", service_workers="allow")
    page.goto("/gallery/")
    ready(page)
    page.context.set_offline(True)
    page.goto("/account/")
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    expect(page.locator(".empty .btn--solid")).to_be_visible()


def test_nothing_of_anybodys_is_kept(visit: Visits, alice: User) -> None:
    page = visit(alice, locale="en-US", service_workers="allow")
    page.goto("/")
    ready(page)
    page.goto("/account/")
    kept = page.evaluate("""async () => (await Promise.all((await caches.keys()).map(async (name) =>
        (await (await caches.open(name)).keys()).map((one) => new URL(one.url).pathname)))).flat()""")
    assert "/offline/" in kept
    assert all(path == "/offline/" or path.startswith("/static/") for path in kept)
