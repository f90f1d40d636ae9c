"""Photographs every page in its states, both themes below each other, beside the design's if its folder is given.

`make shots`, or `make shots DESIGN=../shared/design`, or only some of them: `make shots ONLY=studio`. The sheets are
then in build/shots. A studio of its own makes the runs in the sandbox, in a scratch folder.
"""

import argparse
import io
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.chrome import ARGUMENTS, PROGRAM
from tests.database import ROOT
from tests.live import free_port
from tests.visual.screens import EMPTY, FULL, HANGING, PASSWORD, RUNS, State, compose, send

SHEETS = ROOT / "build/shots"
ADDRESS = "alice@studio.example"
WIDTHS, HEIGHT = (1440, 390), 900
THEMES = ("light", "dark")
GAP = 8  # pixels between photographs
Go = Callable[[Page, State, str], None]


@contextmanager
def studio() -> Iterator[str]:
    """A whole studio on a scratch folder; yields its address."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="studio-shots-", ignore_cleanup_errors=True) as folder:
        settings = {"PORT": port, "STUDIO_DATA": folder, "STUDIO_SANDBOX_DELAY": 0,
                    "STUDIO_ADMIN_EMAIL": ADDRESS, "STUDIO_ADMIN_PASSWORD": PASSWORD}  # fmt: skip
        process = subprocess.Popen(
            [sys.executable, str(ROOT / "manage.py"), "up"],
            env=os.environ | {name: str(value) for name, value in settings.items()},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            yield ready(f"http://127.0.0.1:{port}")
        finally:
            process.terminate()
            process.wait()


def ready(url: str, timeout: float = 120) -> str:
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        with suppress(OSError), urllib.request.urlopen(f"{url}/readyz", timeout=5):
            return url
        time.sleep(0.2)
    raise TimeoutError(f"The studio at {url} does not start.")


class Camera:
    def __init__(self, browser: Browser, url: str, design: Path | None) -> None:
        self.browser, self.url, self.design = browser, url, design
        page = browser.new_page()
        page.goto(f"{url}/account/login/")
        page.fill("[name=login]", ADDRESS)
        page.fill("[name=password]", PASSWORD)
        page.click("main button.btn--solid")
        page.locator("#composer").wait_for()
        self.page, self.kept = page, page.context.storage_state()

    def fill(self) -> None:
        """Makes the runs; returns when all have ended but the one that hangs."""
        for fields in RUNS:
            send(self.page, fields)
        self.until(f".run__meta[data-announce] >> nth={len(RUNS) - 1}")
        send(self.page, HANGING)
        self.until(".run .tile--fail ~ .tile--wait")
        compose(self.page)

    def until(self, selector: str) -> None:
        """Looks at the studio until this is on it."""
        for _ in range(120):
            self.page.goto(self.url)
            if self.page.locator(selector).count():
                return
            time.sleep(0.5)
        raise TimeoutError(selector)

    def walk(self, states: Iterable[State]) -> None:
        for state in states:
            for width in WIDTHS:
                self.sheet(state, width)

    def sheet(self, state: State, width: int) -> None:
        """One file: the themes below each other, ours at the left."""
        rows = [[shot for shot in self.pair(state, width, theme) if shot] for theme in THEMES]
        across = max(len(row) for row in rows)
        size = (across * width + (across - 1) * GAP, len(rows) * HEIGHT + (len(rows) - 1) * GAP)
        sheet = Image.new("RGB", size, "magenta")
        for y, row in enumerate(rows):
            for x, shot in enumerate(row):
                sheet.paste(shot, (x * (width + GAP), y * (HEIGHT + GAP)))
        sheet.save(SHEETS / f"{state.name}-{width}.jpg", quality=90)

    def pair(self, state: State, width: int, theme: str) -> Iterator[Image.Image | None]:
        yield self.shot(state, width, theme, self.ours)
        if self.design and state.design:
            yield self.shot(state, width, theme, self.theirs)

    def shot(self, state: State, width: int, theme: str, go: Go) -> Image.Image:
        context = self.browser.new_context(
            viewport={"width": width, "height": HEIGHT}, color_scheme=theme, reduced_motion="reduce",
            storage_state=self.kept if state.signed_in else None,
        )  # fmt: skip
        page = context.new_page()
        go(page, state, theme)
        picture = page.screenshot(animations="disabled", caret="hide")
        context.close()
        return Image.open(io.BytesIO(picture)).convert("RGB")

    def ours(self, page: Page, state: State, theme: str) -> None:
        page.context.add_cookies([{"name": "django_language", "value": state.language, "url": self.url}])
        # What is typed here is nobody's draft: the next photograph begins as this one did.
        page.route("**/draft/", lambda route: route.fulfill(status=204))
        page.goto(self.url + state.at)
        for step in state.steps:
            step(page)
        page.wait_for_timeout(300)  # for pictures and answers of the page's own requests

    def theirs(self, page: Page, state: State, theme: str) -> None:
        file, _, part = state.design.partition("#")
        page.goto(f"file://{self.design}/{file}?theme={theme}#{part}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--design", type=Path, help="the folder of the design's pages")
    parser.add_argument("--only", default="", help="the beginning of the names of the states")
    options = parser.parse_args()
    SHEETS.mkdir(parents=True, exist_ok=True)
    with studio() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=PROGRAM, args=ARGUMENTS)
        camera = Camera(browser, url, options.design and options.design.resolve())
        camera.walk(state for state in EMPTY if state.name.startswith(options.only))
        camera.fill()
        camera.walk(state for state in FULL if state.name.startswith(options.only))
        browser.close()
    sys.stdout.write(f"The sheets are in {SHEETS}.\n")


if __name__ == "__main__":
    main()
