"""The draft is saved on the server, shared by all windows, and never lost without notice."""

from playwright.sync_api import expect

from studio.accounts.models import User
from studio.generations.models import Draft
from tests.browser.conftest import OpenPage
from tests.browser.studio_database import StudioDatabase
from tests.browser.studio_page import ComposerPage


def save_draft(composer: ComposerPage, text: str) -> None:
    with composer.page.expect_response("**/draft/"):
        composer.prompt.fill(text)


def test_typed_text_appears_in_another_window(composer: ComposerPage) -> None:
    composer.open()
    save_draft(composer, "half a thought")
    other = ComposerPage(composer.page.context.new_page()).open()
    expect(other.prompt).to_have_value("half a thought")


def open_with_service_worker(composer: ComposerPage) -> ComposerPage:
    """Opens the composer under the service worker's control, as from the second page on."""
    composer.open().page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
    composer.open().page.wait_for_function("navigator.serviceWorker.controller?.state === 'activated'")
    return composer


def test_the_last_typed_text_is_saved_on_leaving_the_page(
    open_page: OpenPage, database: StudioDatabase, alice: User
) -> None:
    composer = open_with_service_worker(ComposerPage(open_page(alice, service_workers="allow")))
    composer.prompt.fill("typed and gone")
    composer.page.goto("/gallery/")
    _expect_draft(composer, database, alice, "typed and gone")


def test_a_save_aborted_by_leaving_the_page_is_sent_again(
    composer: ComposerPage, database: StudioDatabase, alice: User
) -> None:
    """The usual save request has been sent, but never reaches the server."""
    composer.open()
    composer.page.route(
        "**/draft/", lambda route: None if route.request.resource_type == "fetch" else route.continue_()
    )
    with composer.page.expect_request("**/draft/"):
        composer.prompt.fill("on its way and gone")
    composer.page.goto("/gallery/")
    composer.page.unroute_all(behavior="ignoreErrors")
    _expect_draft(composer, database, alice, "on its way and gone")


def _expect_draft(composer: ComposerPage, database: StudioDatabase, owner: User, text: str) -> None:
    """Waits until the server has saved the beacon's draft, which a newly opened page then shows."""
    for _ in range(300):
        drafts = database(lambda: list(Draft.objects.filter(owner=owner).values("fields", "revision")))
        if [draft["fields"].get("prompt") for draft in drafts] == [text]:
            break
        composer.page.wait_for_timeout(50)
    else:
        raise AssertionError(f"The server has {drafts}")
    expect(composer.open().prompt).to_have_value(text)


def test_overwriting_another_windows_draft_warns_and_can_load_it(composer: ComposerPage) -> None:
    composer.open()
    other = ComposerPage(composer.page.context.new_page()).open()
    save_draft(other, "from the other machine")
    save_draft(composer, "from here")
    expect(composer.form.get_by_text("Draft changed elsewhere at")).to_be_visible()
    composer.form.get_by_role("button", name="Load").click()
    expect(composer.prompt).to_have_value("from the other machine")
    composer.form.get_by_role("button", name="Restore").click()
    expect(composer.prompt).to_have_value("from here")
