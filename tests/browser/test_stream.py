"""Whatever happens to the page, the network or the server, each tile arrives once and in its position."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, Request, Route, expect

from studio.accounts.models import User
from studio.accounts.notifications import unread_count
from tests.browser.conftest import OpenPage
from tests.browser.proxy import TcpProxy
from tests.browser.studio_database import StudioDatabase
from tests.browser.studio_page import ComposerPage, unique_prompt
from tests.live import LiveStudio
from tests.pausable_painter import PausablePainter

IMAGES = 6
RECONNECT_WINDOW_MS = 3_000.0  # in which a page that has received the end might reconnect
STREAM_IS_OPEN = "() => [...document.querySelectorAll('body *')].some((one) => one._htmx?.sse?.status)"
SET_HIDDEN = """hidden => {
  Object.defineProperty(document, "hidden", {value: hidden, configurable: true});
  document.dispatchEvent(new Event("visibilitychange"));
}"""


class HeldRun:
    """A run of six images on Alice's page, two of which have arrived; `release(n)` lets the first n arrive."""

    def __init__(self, composer: ComposerPage, release: Callable[[int], None]) -> None:
        self.composer, self.release = composer, release
        self.number = composer.send()
        release(2)
        self.expect_images(2)

    def expect_images(self, images: int) -> None:
        expect(self.composer.images(self.number)).to_have_count(images)

    def expect_complete(self) -> None:
        expect(self.composer.run(self.number)).to_contain_text("Usage 6 images, 86,400 tokens")
        self.composer.expect_all_images(self.number, IMAGES)


@pytest.fixture
def start_run_on(painter: PausablePainter) -> Callable[[ComposerPage], HeldRun]:
    def start_run(composer: ComposerPage) -> HeldRun:
        prompt = unique_prompt()
        release = painter.hold(prompt)
        composer.open().prompt.fill(prompt)
        composer.ask_for_size(2560, 1440)
        composer.ask_for_group(IMAGES)
        return HeldRun(composer, release)

    return start_run


@pytest.fixture
def start_run(
    composer: ComposerPage, start_run_on: Callable[[ComposerPage], HeldRun]
) -> Callable[[], HeldRun]:
    return lambda: start_run_on(composer)


@pytest.fixture
def proxy(studio: LiveStudio) -> Iterator[TcpProxy]:
    proxy = TcpProxy(studio.port)
    yield proxy
    proxy.close()


def record_stream_requests(page: Page) -> list[Request]:
    """Collects the page's requests for its event stream from now on."""
    requests: list[Request] = []
    page.on("request", lambda request: requests.append(request) if "/runs/events" in request.url else None)
    return requests


def test_tiles_fill_one_by_one_and_the_counts_follow(start_run: Callable[[], HeldRun]) -> None:
    run = start_run()
    card = run.composer.run(run.number)
    for images in range(3, IMAGES + 1):
        expect(card.get_by_text(f"{images - 1} of {IMAGES} images")).to_be_visible()
        expect(card.get_by_text(f"Image {images}, generating")).to_be_visible()
        run.release(images)
        run.expect_images(images)
    run.expect_complete()


def test_each_arrival_is_announced_to_screen_readers_once(start_run: Callable[[], HeldRun]) -> None:
    run = start_run()
    run.composer.page.evaluate(
        """() => { window.received = []; const live = document.querySelector("[data-live]");
             new MutationObserver(() => received.push(live.textContent)).observe(live, {childList: true}) }"""
    )
    for images in range(3, IMAGES + 1):
        run.release(images)
        run.expect_images(images)
    run.expect_complete()
    received = ". ".join(run.composer.page.evaluate("received")).split(". ")
    arrivals = [line for line in received if line.startswith("Image")]
    assert arrivals == [f"Image {n} of {IMAGES} is ready" for n in range(3, IMAGES + 1)]
    assert f"Run {run.number}: 6 images" in received


def test_a_reload_during_a_run_resumes_it(start_run: Callable[[], HeldRun]) -> None:
    run = start_run()
    run.composer.page.reload()
    run.expect_images(2)
    run.release(IMAGES)
    run.expect_complete()


def test_two_pages_show_the_same_run(start_run: Callable[[], HeldRun]) -> None:
    run = start_run()
    other = ComposerPage(run.composer.page.context.new_page()).open()
    run.release(IMAGES)
    run.expect_complete()
    other.expect_all_images(run.number, IMAGES)


def test_a_lost_connection_is_shown_and_caught_up_on_reconnect(
    open_page: OpenPage, alice: User, proxy: TcpProxy, start_run_on: Callable[[ComposerPage], HeldRun]
) -> None:
    run = start_run_on(ComposerPage(open_page(alice, url=f"http://127.0.0.1:{proxy.port}")))
    page = run.composer.page
    page.context.set_offline(True)
    proxy.disconnect()
    banner = page.get_by_text("Connection lost. Runs continue on the server")
    expect(banner).to_be_visible()
    run.release(5)
    proxy.reconnect()
    page.context.set_offline(False)
    run.expect_images(5)
    expect(banner).to_be_hidden()
    run.release(IMAGES)
    run.expect_complete()


def test_a_brief_disconnect_loses_no_tile(
    open_page: OpenPage, alice: User, proxy: TcpProxy, start_run_on: Callable[[ComposerPage], HeldRun]
) -> None:
    run = start_run_on(ComposerPage(open_page(alice, url=f"http://127.0.0.1:{proxy.port}")))
    for images in (4, IMAGES):
        proxy.disconnect()
        run.release(images)
        proxy.reconnect()
        run.expect_images(images)
    run.expect_complete()


def test_a_hidden_tab_stays_connected_while_a_run_is_active(start_run: Callable[[], HeldRun]) -> None:
    run = start_run()
    run.composer.page.evaluate(SET_HIDDEN, True)
    run.release(5)
    run.expect_images(5)
    run.composer.page.evaluate(SET_HIDDEN, False)
    run.release(IMAGES)
    run.expect_complete()


def test_the_page_reconnects_to_a_restarted_server(
    start_run: Callable[[], HeldRun], studio: LiveStudio, database: StudioDatabase
) -> None:
    run = start_run()
    run.composer.expect_draft_saved()
    studio.kill("web")
    run.release(4)
    expect(run.composer.page.get_by_text("Connection lost.")).to_be_visible()
    studio.start("web")
    run.expect_images(4)
    run.release(IMAGES)
    run.expect_complete()
    expect(run.composer.page.get_by_text("Connection lost.")).to_be_hidden()


def test_the_page_reconnects_at_most_once_after_the_end(start_run: Callable[[], HeldRun]) -> None:
    run = start_run()
    run.release(IMAGES)
    run.expect_complete()
    requests = record_stream_requests(run.composer.page)
    run.composer.page.wait_for_timeout(RECONNECT_WINDOW_MS)
    assert len(requests) <= 1


def test_an_idle_page_receives_a_run_of_another_window(
    composer: ComposerPage, alice: User, database: StudioDatabase
) -> None:
    with composer.page.expect_request("**/runs/events*"):
        composer.open()
    other = ComposerPage(composer.page.context.new_page()).open()
    other.prompt.fill(unique_prompt())
    run = other.send()
    composer.expect_all_images(run, 1)
    other.expect_all_images(run, 1)
    expect(composer.page.locator(f"#run-{run}-meta[data-announce]")).to_be_attached()
    assert database(lambda: unread_count(alice)) == 0


def test_an_idle_hidden_tab_disconnects_and_catches_up_when_shown(
    composer: ComposerPage, alice: User, database: StudioDatabase
) -> None:
    composer.open()
    composer.page.wait_for_function(STREAM_IS_OPEN)
    with composer.page.expect_event("requestfailed", lambda request: "/runs/events" in request.url):
        composer.page.evaluate(SET_HIDDEN, True)
    run = database.create_run(alice, unique_prompt())
    database.wait_until_ended(run)
    expect(composer.run(run)).to_have_count(0)
    composer.page.evaluate(SET_HIDDEN, False)
    composer.expect_all_images(run, 1)


def test_a_second_run_is_shown_beside_the_first(
    start_run: Callable[[], HeldRun], painter: PausablePainter
) -> None:
    run = start_run()
    run.composer.prompt.fill(unique_prompt("A bowl"))
    run.composer.choose("Off")
    second = run.composer.send()
    run.composer.expect_all_images(second, 1)
    expect(run.composer.page.get_by_text("1 in progress")).to_be_visible()
    run.release(IMAGES)
    run.expect_complete()


def test_a_run_started_elsewhere_streams_on_a_newly_opened_page(
    composer: ComposerPage, alice: User, database: StudioDatabase, painter: PausablePainter
) -> None:
    prompt = unique_prompt()
    release = painter.hold(prompt, after=1)
    run = database.create_run(alice, prompt, images=3)
    composer.open()
    expect(composer.images(run)).to_have_count(1)
    release(3)
    composer.expect_all_images(run, 3)


def test_a_page_goes_live_even_if_the_sse_extension_loads_late(page: Page) -> None:
    held: list[Route] = []
    page.route("**/hx-sse*", lambda route: held.append(route))
    page.goto("/", wait_until="commit")
    page.wait_for_function("() => window.htmx")
    page.wait_for_timeout(500)  # htmx starts in a separate task
    with page.expect_request("**/runs/events*"):
        held[0].continue_()
