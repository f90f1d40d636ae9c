"""P7: scrolling past 2,000 tiles in Chromium, against a plain page with the same images on the same machine.

Chromium, the web process and the database share its cores, which also paint where there is no GPU: the plain page shows
what is possible then.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from playwright.sync_api import Browser, Page, sync_playwright

from bench.environment import BenchEnvironment
from bench.rows import Row
from tests.browser.chrome import EXECUTABLE, LAUNCH_ARGUMENTS
from tests.database import manage

IMAGES, TILES = 20_000, 2_000
SETTLE = 2_000  # ms to wait before scrolling
WHEEL_DELTA, WHEEL_INTERVAL = 120, 25  # pixels of a wheel event, ms between two
SAMPLE_EVERY = 10  # wheel events between two samples of the page
LONG_FRAME = 50  # ms
MAX_NODES = 3_000

_RECORD_FRAMES = """() => {
  window.frames_ = [];
  let last = performance.now();
  const step = (now) => { frames_.push(now - last); last = now; requestAnimationFrame(step); };
  requestAnimationFrame(step);
}"""
_SAMPLE_PAGE = """() => {
  window.images_ ??= new Map();
  for (const tile of document.querySelectorAll("[data-grid] .image-tile")) {
    const image = tile.querySelector("img"), url = image.currentSrc;
    if (url) images_.set(tile.querySelector("a").href, [url, image.width / image.height]);
  }
  return [images_.size, document.querySelectorAll("*").length];
}"""
_BASELINE_PAGE = """<!doctype html><style>
  body { display: flex; flex-wrap: wrap; gap: 6px; margin: 20px } img { height: 240px; background: #888 }
</style>"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScrollMetrics:
    """`frames` in milliseconds; `nodes`: the most in the page; `images`: URLs and aspect ratios."""

    frames: list[float]
    nodes: int
    images: list[tuple[str, float]]

    @property
    def long_frames(self) -> float:
        """Per cent of the frames that took too long."""
        return 100 * sum(frame > LONG_FRAME for frame in self.frames) / len(self.frames)


def run(
    environment: BenchEnvironment, *, images: int = IMAGES, tiles: int = TILES, settle: int = SETTLE
) -> list[Row]:
    assert environment.database_url
    manage("seed", "--images", str(images), "--teams", "1")
    from bench import users
    from bench.gallery_client import GalleryClient

    client = GalleryClient("光")
    try:
        with environment.studio("web") as studio, ThreadPoolExecutor(1) as thread:
            session = users.signed_in_client(client.user, studio.url).cookies["sessionid"]
            # In a separate thread: Django refuses to run where Playwright's event loop runs.
            ours, baseline = thread.submit(
                _measure, studio.url, client.first_page, session, tiles, settle
            ).result()
    finally:
        client.clear()
    name = f"P7 frames over {LONG_FRAME} ms, {tiles:,} tiles : the pictures on a bare page"
    # With hardly any on either side the ratio means nothing, so half a per cent is added to both.
    return [
        Row.compare(name, ours.long_frames + 0.5, baseline.long_frames + 0.5, goal=1.5, unit="%"),
        Row.within(f"P7 nodes in the page, {tiles:,} tiles", ours.nodes, goal=MAX_NODES, unit="nodes"),
    ]


def _measure(
    url: str, gallery: str, session: str, tiles: int, settle: int
) -> tuple[ScrollMetrics, ScrollMetrics]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=EXECUTABLE, args=LAUNCH_ARGUMENTS)
        try:
            # The first visit creates the thumbnails.
            _scroll_gallery(_page(browser, url, session), gallery, tiles, settle)
            ours = _scroll_gallery(_page(browser, url, session), gallery, tiles, settle)
            return ours, _scroll_baseline(_page(browser, url, session), ours.images, settle)
        finally:
            browser.close()


def _page(browser: Browser, url: str, session: str) -> Page:
    """A page in a new context, with an empty cache."""
    context = browser.new_context(
        base_url=url, viewport={"width": 1440, "height": 900}, service_workers="block"
    )
    context.add_cookies([{"name": "sessionid", "value": session, "url": url}])
    return context.new_page()


def _scroll_gallery(page: Page, url: str, wanted: int, settle: int) -> ScrollMetrics:
    page.goto(url)
    page.wait_for_timeout(settle)
    page.evaluate(_RECORD_FRAMES)
    tiles = max_nodes = 0
    while tiles < wanted:
        _scroll(page, SAMPLE_EVERY)
        tiles, nodes = page.evaluate(_SAMPLE_PAGE)
        max_nodes = max(max_nodes, nodes)
    images = [tuple(image) for image in page.evaluate("[...images_.values()]")]
    return _close(page, ScrollMetrics(frames=page.evaluate("frames_"), nodes=max_nodes, images=images))


def _scroll_baseline(page: Page, images: list[tuple[str, float]], settle: int) -> ScrollMetrics:
    tiles = (
        f'<img loading="lazy" decoding="async" src="{url}" style="width: {240 * ratio:.0f}px">'
        for url, ratio in images
    )
    page.route(
        "**/bare", lambda route: route.fulfill(body=_BASELINE_PAGE + "".join(tiles), content_type="text/html")
    )
    page.goto("/bare")
    page.unroute_all()
    page.wait_for_timeout(settle)
    page.evaluate(_RECORD_FRAMES)
    _scroll(page, page.evaluate("document.documentElement.scrollHeight") // WHEEL_DELTA)
    return _close(page, ScrollMetrics(frames=page.evaluate("frames_"), nodes=0, images=[]))


def _scroll(page: Page, wheel_events: int) -> None:
    for _ in range(wheel_events):
        page.mouse.wheel(0, WHEEL_DELTA)
        page.wait_for_timeout(WHEEL_INTERVAL)


def _close(page: Page, metrics: ScrollMetrics) -> ScrollMetrics:
    page.context.close()
    return metrics
