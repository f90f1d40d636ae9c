"""Whatever happens to the page, the network or the server: each tile comes once and in its place."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, Request, Route, expect

from studio.accounts.models import User
from studio.accounts.notifications import unread
from tests.browser.conftest import Visits
from tests.browser.ledger import Ledger
from tests.browser.proxy import Wire
from tests.browser.studio_page import ComposerPage, words
from tests.latency import Pace
from tests.live import LiveStudio

IMAGES = 6
AFTERWARDS = 3_000.0  # ms in which a page that has received the end might ask again
LISTENING = "() => [...document.querySelectorAll('body *')].some((one) => one._htmx?.sse?.status)"
HIDE = """hidden => {
  Object.defineProperty(document, "hidden", {value: hidden, configurable: true});
  document.dispatchEvent(new Event("visibilitychange"));
}"""


class Half:
    """A run of six on Alice's page, of which two have come; `let(n)` lets more come."""

    def __init__(self, composer: ComposerPage, let: Callable[[int], None]) -> None:
        self.composer, self.let = composer, let
        self.number = composer.send()
        let(2)
        self.expect(2)

    def expect(self, images: int) -> None:
        expect(self.composer.pictures(self.number)).to_have_count(images)

    def expect_end(self) -> None:
        expect(self.composer.run(self.number)).to_contain_text("Usage 6 images, 86,400 tokens")
        self.composer.expect_whole(self.number, IMAGES)


@pytest.fixture
def begin_at(pace: Pace) -> Callable[[ComposerPage], Half]:
    def begin(composer: ComposerPage) -> Half:
        prompt = words()
        let = pace.hold(prompt)
        composer.open().prompt.fill(prompt)
        composer.ask_for_size(2560, 1440)
        composer.ask_for_group(IMAGES)
        return Half(composer, let)

    return begin


@pytest.fixture
def begin(composer: ComposerPage, begin_at: Callable[[ComposerPage], Half]) -> Callable[[], Half]:
    return lambda: begin_at(composer)


@pytest.fixture
def wire(studio: LiveStudio) -> Iterator[Wire]:
    wire = Wire(studio.port)
    yield wire
    wire.close()


def streams(page: Page) -> list[Request]:
    """The requests for the page's stream, from now on."""
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request) if "/runs/events" in request.url else None)
    return asked


def test_tiles_fill_one_by_one_and_the_counts_follow(begin: Callable[[], Half]) -> None:
    half = begin()
    card = half.composer.run(half.number)
    for images in range(3, IMAGES + 1):
        expect(card.get_by_text(f"{images - 1} of {IMAGES} images")).to_be_visible()
        expect(card.get_by_text(f"Image {images}, generating")).to_be_visible()
        half.let(images)
        half.expect(images)
    half.expect_end()


def test_each_arrival_is_announced_to_screen_readers_once(begin: Callable[[], Half]) -> None:
    half = begin()
    half.composer.page.evaluate(
        """() => { window.received = []; const live = document.querySelector("[data-live]");
             new MutationObserver(() => received.push(live.textContent)).observe(live, {childList: true}) }"""
    )
    for images in range(3, IMAGES + 1):
        half.let(images)
        half.expect(images)
    half.expect_end()
    received = ". ".join(half.composer.page.evaluate("received")).split(". ")
    arrivals = [line for line in received if line.startswith("Image")]
    assert arrivals == [f"Image {n} of {IMAGES} is ready" for n in range(3, IMAGES + 1)]
    assert f"Run {half.number}: 6 images" in received


def test_a_reload_in_the_middle_goes_on_where_it_was(begin: Callable[[], Half]) -> None:
    half = begin()
    half.composer.page.reload()
    half.expect(2)
    half.let(IMAGES)
    half.expect_end()


def test_two_pages_show_the_same(begin: Callable[[], Half]) -> None:
    half = begin()
    other = ComposerPage(half.composer.page.context.new_page()).open()
    half.let(IMAGES)
    half.expect_end()
    other.expect_whole(half.number, IMAGES)


def test_a_lost_network_is_shown_and_made_up_for(
    visit: Visits, alice: User, wire: Wire, begin_at: Callable[[ComposerPage], Half]
) -> None:
    half = begin_at(ComposerPage(visit(alice, url=f"http://127.0.0.1:{wire.port}")))
    page = half.composer.page
    page.context.set_offline(True)
    wire.cut()
    lost = page.get_by_text("Connection lost. Runs continue on the server")
    expect(lost).to_be_visible()
    half.let(5)
    wire.mend()
    page.context.set_offline(False)
    half.expect(5)
    expect(lost).to_be_hidden()
    half.let(IMAGES)
    half.expect_end()


def test_a_connection_that_breaks_for_a_moment_costs_no_tile(
    visit: Visits, alice: User, wire: Wire, begin_at: Callable[[ComposerPage], Half]
) -> None:
    half = begin_at(ComposerPage(visit(alice, url=f"http://127.0.0.1:{wire.port}")))
    for images in (4, IMAGES):
        wire.cut()
        half.let(images)
        wire.mend()
        half.expect(images)
    half.expect_end()


def test_a_hidden_tab_stays_connected_so_that_its_title_can_show_it(begin: Callable[[], Half]) -> None:
    half = begin()
    half.composer.page.evaluate(HIDE, True)
    half.let(5)
    half.expect(5)
    half.composer.page.evaluate(HIDE, False)
    half.let(IMAGES)
    half.expect_end()


def test_a_restarted_server_is_found_again(
    begin: Callable[[], Half], studio: LiveStudio, ledger: Ledger
) -> None:
    half = begin()
    half.composer.expect_saved()
    studio.kill("web")
    half.let(4)
    expect(half.composer.page.get_by_text("Connection lost.")).to_be_visible()
    studio.start("web")
    half.expect(4)
    half.let(IMAGES)
    half.expect_end()
    expect(half.composer.page.get_by_text("Connection lost.")).to_be_hidden()


def test_after_the_end_the_page_asks_once_more_at_most(begin: Callable[[], Half]) -> None:
    half = begin()
    half.let(IMAGES)
    half.expect_end()
    asked = streams(half.composer.page)
    half.composer.page.wait_for_timeout(AFTERWARDS)
    assert len(asked) <= 1


def test_a_page_where_nothing_runs_receives_a_run_of_another_window(
    composer: ComposerPage, alice: User, ledger: Ledger
) -> None:
    with composer.page.expect_request("**/runs/events*"):
        composer.open()
    other = ComposerPage(composer.page.context.new_page()).open()
    other.prompt.fill(words())
    run = other.send()
    composer.expect_whole(run, 1)
    other.expect_whole(run, 1)
    expect(composer.page.locator(f"#run-{run}-meta[data-announce]")).to_be_attached()
    assert ledger(lambda: unread(alice)) == 0


def test_it_pauses_in_a_hidden_tab_and_makes_up_for_it(
    composer: ComposerPage, alice: User, ledger: Ledger
) -> None:
    composer.open()
    composer.page.wait_for_function(LISTENING)
    with composer.page.expect_event("requestfailed", lambda request: "/runs/events" in request.url):
        composer.page.evaluate(HIDE, True)
    run = ledger.run(alice, words())
    ledger.until_ended(run)
    expect(composer.run(run)).to_have_count(0)
    composer.page.evaluate(HIDE, False)
    composer.expect_whole(run, 1)


def test_a_second_run_is_shown_beside_the_first(begin: Callable[[], Half], pace: Pace) -> None:
    half = begin()
    half.composer.prompt.fill(words("A bowl"))
    half.composer.choose("Off")
    second = half.composer.send()
    half.composer.expect_whole(second, 1)
    expect(half.composer.page.get_by_text("1 in progress")).to_be_visible()
    half.let(IMAGES)
    half.expect_end()


def test_a_run_of_another_page_appears_after_a_reload_and_streams(
    composer: ComposerPage, alice: User, ledger: Ledger, pace: Pace
) -> None:
    prompt = words()
    let = pace.hold(prompt, after=1)
    run = ledger.run(alice, prompt, images=3)
    composer.open()
    expect(composer.pictures(run)).to_have_count(1)
    let(3)
    composer.expect_whole(run, 3)


def test_a_page_whose_stream_library_comes_late_is_live_all_the_same(page: Page) -> None:
    held: list[Route] = []
    page.route("**/hx-sse*", lambda route: held.append(route))
    page.goto("/", wait_until="commit")
    page.wait_for_function("() => window.htmx")
    page.wait_for_timeout(500)  # htmx starts in a task of its own
    with page.expect_request("**/runs/events*"):
        held[0].continue_()
