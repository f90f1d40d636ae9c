"""Chromium in its own thread: Django and pytest-asyncio refuse to run in the thread of Playwright's event loop."""

import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from shutil import which
from typing import Any

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, expect, sync_playwright

# The headless shell draws no browser UI: pages take a third of the processor time.
EXECUTABLE_NAMES = (
    "chromium-headless-shell",
    "chrome-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
)
EXECUTABLE = next(filter(None, map(which, EXECUTABLE_NAMES)), "chromium")
# For full Chromium: its address bar popups open a renderer beside each of our pages, which doubles the cost.
# Only the last such list counts, so this one starts with the entries of Playwright's list that matter here.
DISABLED_FEATURES = (
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "OptimizationHints",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxFullPopup",
    "WebUIOmniboxPopup",
)
LAUNCH_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--in-process-gpu",  # the GPU draws nothing; one process less saves 7 % of the time
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join(DISABLED_FEATURES)}",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
TIMEOUT_MS = 60_000.0  # a test that waits this long has failed
# Refused requests and broken connections are logged to the console too, however the page handles them.
IGNORED_MESSAGE_PREFIXES = (
    "Failed to load resource",
    "htmx: htmx:sse:error",
    "Service Worker registration blocked by Playwright",
)
# Leaving a page during its view transition skips the transition.
ABORTED_VIEW_TRANSITION = "Transition was aborted"
# The next change saves the draft again, so the page reports no failed save; and counts load after the page, in requests
# that leaving it aborts.
ABORTED_BACKGROUND_REQUEST = re.compile(
    r"htmx: htmx:error: Failed to fetch .*"
    r"elt: (div#draft|div#me-menu|div#new-images|nav\.rail|nav\.scrub|span#found-count)",
    re.DOTALL,
)
# Logs violations of the Content-Security-Policy to the console, where they are detected like any script error.
LOG_CSP_VIOLATIONS = """addEventListener("securitypolicyviolation", (event) => console.error(
  "policy violated:", event.violatedDirective, event.blockedURI, event.sourceFile, event.lineNumber))"""

# A click right after a navigation, before the page's scripts have started, submits forms without htmx. Users are not
# that fast, but a busy machine is that slow: until then nothing can be clicked, and Playwright waits.
NO_CLICKS_BEFORE_SCRIPTS = """
const sheet = new CSSStyleSheet();
sheet.replaceSync("* { pointer-events: none !important }");
document.adoptedStyleSheets.push(sheet);
addEventListener("DOMContentLoaded", () => setTimeout(() => {
  document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet);
}))"""


class Chrome:
    """`run` calls a function in the browser's thread; tests themselves run there too."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, "browser")

    def run[**P, T](self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        if threading.current_thread().name.startswith("browser"):
            return function(*args, **kwargs)
        return self._pool.submit(function, *args, **kwargs).result()

    def start(self) -> None:
        def launch() -> None:
            self._playwright = sync_playwright().start()
            self._browser = self._playwright.chromium.launch(
                executable_path=EXECUTABLE, args=LAUNCH_ARGUMENTS
            )
            expect.set_options(timeout=TIMEOUT_MS)

        self.run(launch)

    def stop(self) -> None:
        def close() -> None:
            self._browser.close()
            self._playwright.stop()

        self.run(close)
        self._pool.shutdown()

    def new_window(self, base_url: str, **options: Any) -> "BrowserWindow":
        """An isolated window. Motion is reduced unless the options allow it: motion costs time. Service workers are
        blocked unless allowed: one would start while the test goes on."""
        defaults = {
            "base_url": base_url,
            "locale": "en-US",
            "reduced_motion": "reduce",
            "service_workers": "block",
        }

        def create() -> BrowserWindow:
            window = BrowserWindow(self._browser.new_context(**defaults | options))
            if options.get("java_script_enabled", True):
                window.context.add_init_script(NO_CLICKS_BEFORE_SCRIPTS)
            return window

        return self.run(create)


class BrowserWindow:
    """A browser context; `errors` holds the errors of its pages and every request to another machine."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.errors: list[str] = []
        context.set_default_timeout(TIMEOUT_MS)
        context.add_init_script(LOG_CSP_VIOLATIONS)
        context.on("console", self._on_console_message)
        context.on("weberror", lambda error: self._on_page_error(str(error.error)))
        context.on("request", lambda request: self._on_request(request.url))

    def new_page(self) -> Page:
        return self.context.new_page()

    def clear(self) -> None:
        """Resets the window for the next user, except for the cache and the storage."""
        for page in self.context.pages:
            page.close()
        self.context.clear_cookies()
        self.context.set_offline(False)
        self.errors.clear()

    def _on_console_message(self, message: ConsoleMessage) -> None:
        if message.type not in ("error", "warning") or ABORTED_BACKGROUND_REQUEST.match(message.text):
            return
        if not message.text.startswith(IGNORED_MESSAGE_PREFIXES):
            self.errors.append(f"{message.page and message.page.url}: {message.text}")

    def _on_page_error(self, text: str) -> None:
        if ABORTED_VIEW_TRANSITION not in text:
            self.errors.append(text)

    def _on_request(self, url: str) -> None:
        if not url.startswith(("http://127.0.0.1:", "data:", "blob:")):
            self.errors.append(f"a request left: {url}")
