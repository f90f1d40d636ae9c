"""The draft: on the server, one for all windows, and nothing lost in silence."""

from playwright.sync_api import expect

from studio.accounts.models import User
from studio.generations.models import Draft
from tests.browser.conftest import Visits
from tests.browser.ledger import Ledger
from tests.browser.studio_page import ComposerPage


def saved(composer: ComposerPage, text: str) -> None:
    with composer.page.expect_response("**/draft/"):
        composer.prompt.fill(text)


def test_what_is_typed_is_in_the_next_window(composer: ComposerPage) -> None:
    composer.open()
    saved(composer, "half a thought")
    other = ComposerPage(composer.page.context.new_page()).open()
    expect(other.prompt).to_have_value("half a thought")


def served(composer: ComposerPage) -> ComposerPage:
    """As from the second page on: the service worker has it in hand."""
    composer.open().page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
    composer.open().page.wait_for_function("navigator.serviceWorker.controller?.state === 'activated'")
    return composer


def test_what_was_typed_last_is_saved_when_the_page_is_left(
    visit: Visits, ledger: Ledger, alice: User
) -> None:
    composer = served(ComposerPage(visit(alice, service_workers="allow")))
    composer.prompt.fill("typed and gone")
    composer.page.goto("/gallery/")
    _expect_kept(composer, ledger, alice, "typed and gone")


def test_a_save_that_dies_with_the_page_is_made_up_for(
    composer: ComposerPage, ledger: Ledger, alice: User
) -> None:
    """Typed long enough ago for the usual request to have left, which the server never saw."""
    composer.open()
    composer.page.route(
        "**/draft/", lambda route: None if route.request.resource_type == "fetch" else route.continue_()
    )
    with composer.page.expect_request("**/draft/"):
        composer.prompt.fill("on its way and gone")
    composer.page.goto("/gallery/")
    composer.page.unroute_all(behavior="ignoreErrors")
    _expect_kept(composer, ledger, alice, "on its way and gone")


def _expect_kept(composer: ComposerPage, ledger: Ledger, owner: User, text: str) -> None:
    """The beacon needs a moment, and then every window has it."""
    for _ in range(300):
        drafts = ledger(lambda: list(Draft.objects.filter(owner=owner).values("fields", "revision")))
        if [draft["fields"].get("prompt") for draft in drafts] == [text]:
            break
        composer.page.wait_for_timeout(50)
    else:
        raise AssertionError(f"The server has {drafts}")
    expect(composer.open().prompt).to_have_value(text)


def test_a_window_that_replaces_anothers_draft_says_so_and_can_load_it(composer: ComposerPage) -> None:
    composer.open()
    other = ComposerPage(composer.page.context.new_page()).open()
    saved(other, "from the other machine")
    saved(composer, "from here")
    expect(composer.form.get_by_text("Draft changed elsewhere at")).to_be_visible()
    composer.form.get_by_role("button", name="Load").click()
    expect(composer.prompt).to_have_value("from the other machine")
    composer.form.get_by_role("button", name="Restore").click()
    expect(composer.prompt).to_have_value("from here")
