"""P7: browsing 2,000 tiles in Chromium, and then a bare page with the same pictures on the same machine.

Chromium, web process and database share its cores, and without a graphics card they paint too: the bare page tells what
is left for ours.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from playwright.sync_api import Browser, Page, sync_playwright

from bench.place import Place
from bench.rows import Row
from tests.browser.chrome import ARGUMENTS, PROGRAM
from tests.database import manage

IMAGES, TILES = 20_000, 2_000
SETTLE = 2_000  # ms before the wheel turns
NOTCH, PAUSE = 120, 25  # pixels of a wheel's notch, ms between two
LOOK = 10  # notches between two looks at what is in the page
LONG = 50  # ms
MOST_NODES = 3_000

_RECORD = """() => {
  window.frames_ = [];
  let last = performance.now();
  const step = (now) => { frames_.push(now - last); last = now; requestAnimationFrame(step); };
  requestAnimationFrame(step);
}"""
_LOOK = """() => {
  window.pictures_ ??= new Map();
  for (const tile of document.querySelectorAll("[data-grid] .image-tile")) {
    const image = tile.querySelector("img"), address = image.currentSrc;
    if (address) pictures_.set(tile.querySelector("a").href, [address, image.width / image.height]);
  }
  return [pictures_.size, document.querySelectorAll("*").length];
}"""
_BARE = """<!doctype html><style>
  body { display: flex; flex-wrap: wrap; gap: 6px; margin: 20px } img { height: 240px; background: #888 }
</style>"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Browsed:
    """`frames` in milliseconds; `nodes` in the page at most; `pictures`: addresses and ratios."""

    frames: list[float]
    nodes: int
    pictures: list[tuple[str, float]]

    @property
    def long(self) -> float:
        """Per cent of the frames."""
        return 100 * sum(frame > LONG for frame in self.frames) / len(self.frames)


def run(place: Place, *, images: int = IMAGES, tiles: int = TILES, settle: int = SETTLE) -> list[Row]:
    assert place.database
    manage("seed", "--images", str(images), "--teams", "1")
    from bench import people
    from bench.gallery_client import GalleryClient

    client = GalleryClient("光")
    try:
        with place.studio("web") as studio, ThreadPoolExecutor(1) as thread:
            session = people.browser(client.user, studio.url).cookies["sessionid"]
            # In a thread of its own: where Playwright's loop runs, Django refuses to work.
            ours, bare = thread.submit(_browse, studio.url, client.first, session, tiles, settle).result()
    finally:
        client.clear()
    name = f"P7 frames over {LONG} ms, {tiles:,} tiles : the pictures on a bare page"
    # With hardly any on either side, their ratio says nothing: half a per cent is added to both.
    return [
        Row.compare(name, ours.long + 0.5, bare.long + 0.5, goal=1.5, unit="%"),
        Row.within(f"P7 nodes in the page, {tiles:,} tiles", ours.nodes, goal=MOST_NODES, unit="nodes"),
    ]


def _browse(url: str, gallery: str, session: str, tiles: int, settle: int) -> tuple[Browsed, Browsed]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=PROGRAM, args=ARGUMENTS)
        try:
            _gallery(
                _page(browser, url, session), gallery, tiles, settle
            )  # the first view makes the smaller copies
            ours = _gallery(_page(browser, url, session), gallery, tiles, settle)
            return ours, _bare(_page(browser, url, session), ours.pictures, settle)
        finally:
            browser.close()


def _page(browser: Browser, url: str, session: str) -> Page:
    """Of a browser that has nothing in its cache."""
    context = browser.new_context(
        base_url=url, viewport={"width": 1440, "height": 900}, service_workers="block"
    )
    context.add_cookies([{"name": "sessionid", "value": session, "url": url}])
    return context.new_page()


def _gallery(page: Page, address: str, wanted: int, settle: int) -> Browsed:
    page.goto(address)
    page.wait_for_timeout(settle)
    page.evaluate(_RECORD)
    tiles = most = 0
    while tiles < wanted:
        _scroll(page, LOOK)
        tiles, nodes = page.evaluate(_LOOK)
        most = max(most, nodes)
    pictures = [tuple(each) for each in page.evaluate("[...pictures_.values()]")]
    return _ended(page, Browsed(frames=page.evaluate("frames_"), nodes=most, pictures=pictures))


def _bare(page: Page, pictures: list[tuple[str, float]], settle: int) -> Browsed:
    tiles = (
        f'<img loading="lazy" decoding="async" src="{address}" style="width: {240 * ratio:.0f}px">'
        for address, ratio in pictures
    )
    page.route("**/bare", lambda route: route.fulfill(body=_BARE + "".join(tiles), content_type="text/html"))
    page.goto("/bare")
    page.unroute_all()
    page.wait_for_timeout(settle)
    page.evaluate(_RECORD)
    _scroll(page, page.evaluate("document.documentElement.scrollHeight") // NOTCH)
    return _ended(page, Browsed(frames=page.evaluate("frames_"), nodes=0, pictures=[]))


def _scroll(page: Page, notches: int) -> None:
    for _ in range(notches):
        page.mouse.wheel(0, NOTCH)
        page.wait_for_timeout(PAUSE)


def _ended(page: Page, browsed: Browsed) -> Browsed:
    page.context.close()
    return browsed
