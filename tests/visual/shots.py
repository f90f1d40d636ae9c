"""Takes screenshots of every page state, one theme above the other, beside the design's if its folder is given.

`make shots`, or `make shots DESIGN=../shared/design`, or only some of them: `make shots ONLY=studio`. The sheets are
saved in build/shots. A separate studio in a temporary folder makes the runs in the sandbox.
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
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.chrome import EXECUTABLE, LAUNCH_ARGUMENTS
from tests.database import ROOT
from tests.live import free_port
from tests.visual.screens import (
    EMPTY_STATES,
    FULL_STATES,
    HANGING_RUN,
    PASSWORD,
    RUNS,
    PageState,
    save_draft,
    submit_run,
)

MANAGE = (sys.executable, str(ROOT / "manage.py"))
SHEETS_FOLDER = ROOT / "build/shots"
EMAIL = "alice@studio.example"
WIDTHS, HEIGHT = (1440, 390), 900
THEMES = ("light", "dark")
GAP = 8  # pixels between screenshots
OpenState = Callable[[Page, PageState, str], None]


@dataclass(frozen=True, slots=True)
class RunningStudio:
    """A studio that was started by one command, with the environment of its processes."""

    url: str
    environment: dict[str, str]

    def create_team(self) -> None:
        """Adds a team whose images are in review, which the administrator leads."""
        subprocess.run(
            [
                *MANAGE,
                "shell",
                "--no-imports",
                "--command",
                "from tests.visual import team; team.create_team()",
            ],
            env=self.environment,
            check=True,
        )


@contextmanager
def running_studio() -> Iterator[RunningStudio]:
    """A complete studio in a temporary folder."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="studio-shots-", ignore_cleanup_errors=True) as folder:
        settings = {"PORT": port, "STUDIO_DATA": folder, "STUDIO_SANDBOX_DELAY": 0,
                    "STUDIO_ADMIN_EMAIL": EMAIL, "STUDIO_ADMIN_PASSWORD": PASSWORD}  # fmt: skip
        environment = os.environ | {name: str(value) for name, value in settings.items()}
        process = subprocess.Popen(
            [*MANAGE, "up"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            yield RunningStudio(wait_until_ready(f"http://127.0.0.1:{port}"), environment)
        finally:
            process.terminate()
            process.wait()


def wait_until_ready(url: str, timeout: float = 120) -> str:
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        with suppress(OSError), urllib.request.urlopen(f"{url}/readyz", timeout=5):
            return url
        time.sleep(0.2)
    raise TimeoutError(f"The studio at {url} does not start.")


class SheetMaker:
    """Signs in, fills the studio, and saves a sheet of screenshots for each page state."""

    def __init__(self, browser: Browser, url: str, design: Path | None) -> None:
        self.browser, self.url, self.design = browser, url, design
        page = browser.new_page()
        page.goto(f"{url}/account/login/")
        page.fill("[name=login]", EMAIL)
        page.fill("[name=password]", PASSWORD)
        page.click("main button.btn--solid")
        page.locator("#composer").wait_for()
        self.page, self.storage_state = page, page.context.storage_state()

    def create_runs(self) -> None:
        """Creates the runs and a draft; returns when all runs but the hanging one have ended."""
        for fields in RUNS:
            submit_run(self.page, fields)
        self.wait_for(f".run__meta[data-announce] >> nth={len(RUNS) - 1}")
        submit_run(self.page, HANGING_RUN)
        self.wait_for(".run .tile--fail ~ .tile--wait")
        save_draft(self.page)

    def wait_for(self, selector: str) -> None:
        """Reloads the studio page until an element matches the selector."""
        for _ in range(120):
            self.page.goto(self.url)
            if self.page.locator(selector).count():
                return
            time.sleep(0.5)
        raise TimeoutError(selector)

    def save_sheets(self, states: Iterable[PageState]) -> None:
        for state in states:
            for width in WIDTHS:
                self.save_sheet(state, width)

    def save_sheet(self, state: PageState, width: int) -> None:
        """Saves one file: one theme above the other, the studio at the left and the design at the right."""
        rows = [list(self.screenshots(state, width, theme)) for theme in THEMES]
        columns = max(len(row) for row in rows)
        size = (columns * width + (columns - 1) * GAP, len(rows) * HEIGHT + (len(rows) - 1) * GAP)
        sheet = Image.new("RGB", size, "magenta")
        for y, row in enumerate(rows):
            for x, screenshot in enumerate(row):
                sheet.paste(screenshot, (x * (width + GAP), y * (HEIGHT + GAP)))
        sheet.save(SHEETS_FOLDER / f"{state.name}-{width}.jpg", quality=90)

    def screenshots(self, state: PageState, width: int, theme: str) -> Iterator[Image.Image]:
        yield self.screenshot(state, width, theme, self.open_studio)
        if self.design and state.design:
            yield self.screenshot(state, width, theme, self.open_design)

    def screenshot(self, state: PageState, width: int, theme: str, open_state: OpenState) -> Image.Image:
        context = self.browser.new_context(
            viewport={"width": width, "height": HEIGHT}, color_scheme=theme, reduced_motion="reduce",
            storage_state=self.storage_state if state.signed_in else None,
        )  # fmt: skip
        page = context.new_page()
        open_state(page, state, theme)
        png = page.screenshot(animations="disabled", caret="hide")
        context.close()
        return Image.open(io.BytesIO(png)).convert("RGB")

    def open_studio(self, page: Page, state: PageState, theme: str) -> None:
        page.context.add_cookies([{"name": "django_language", "value": state.language, "url": self.url}])
        # Typed text is not saved as a draft, so the next screenshot starts from the same draft.
        page.route("**/draft/", lambda route: route.fulfill(status=204))
        with page.expect_response(self.url + state.at) as response:
            page.goto(self.url + state.at)
        assert response.value.status == state.status, state.name
        for step in state.steps:
            step(page)
        page.wait_for_timeout(300)  # for images and responses to the page's own requests

    def open_design(self, page: Page, state: PageState, theme: str) -> None:
        file, _, fragment = state.design.partition("#")
        page.goto(f"file://{self.design}/{file}?theme={theme}#{fragment}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--design", type=Path, help="the folder of the design's pages")
    parser.add_argument("--only", default="", help="the beginning of the names of the states")
    options = parser.parse_args()
    SHEETS_FOLDER.mkdir(parents=True, exist_ok=True)
    with running_studio() as studio, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=EXECUTABLE, args=LAUNCH_ARGUMENTS)
        sheet_maker = SheetMaker(browser, studio.url, options.design and options.design.resolve())
        sheet_maker.save_sheets(state for state in EMPTY_STATES if state.name.startswith(options.only))
        sheet_maker.create_runs()
        studio.create_team()
        sheet_maker.save_sheets(state for state in FULL_STATES if state.name.startswith(options.only))
        browser.close()
    sys.stdout.write(f"The sheets are in {SHEETS_FOLDER}.\n")


if __name__ == "__main__":
    main()
