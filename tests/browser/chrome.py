"""Chromium, driven from a thread of its own: where Playwright's loop runs, Django and pytest-asyncio refuse to work."""

import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from shutil import which
from typing import Any

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, expect, sync_playwright

# The headless shell draws no browser around its pages: they cost a third of the processor time.
NAMES = ("chromium-headless-shell", "chrome-headless-shell", "chromium", "chromium-browser", "google-chrome")
PROGRAM = next(filter(None, map(which, NAMES)), "chromium")
# For Chromium itself: what its address bar would show makes pages of its own beside each of ours, at twice its cost.
# The last such list counts, so it begins with what of Playwright's own matters here.
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
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--in-process-gpu",  # nothing is drawn by one: a process less to talk to, 7 % of the time
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join(DISABLED_FEATURES)}",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
TIMEOUT_MS = 60_000.0  # ms; a test that waits so long has failed
# Refusals and dead connections are told on the console too, whatever the page makes of them.
NO_MISTAKES = (
    "Failed to load resource",
    "htmx: htmx:sse:error",
    "Service Worker registration blocked by Playwright",
)
# A page that is left in the middle of its arrival just appears.
SKIPPED = "Transition was aborted"
# The draft is saved again with the next change, so the page says nothing of one that did not get through; and numbers
# that come after the page are cut when it is left.
NOT_MISSED = re.compile(
    r"htmx: htmx:error: Failed to fetch .*"
    r"elt: (div#draft|div#me-menu|div#new-images|nav\.rail|nav\.scrub|span#found-count)",
    re.DOTALL,
)
# Violations are told on the console, where they are found like any script's error.
TELL_VIOLATIONS = """addEventListener("securitypolicyviolation", (event) => console.error(
  "policy violated:", event.violatedDirective, event.blockedURI, event.sourceFile, event.lineNumber))"""

# A click right after a navigation, before the page's scripts have started, submits forms without htmx. People are not
# that fast, but a busy machine is that slow: until then nothing can be clicked, and Playwright waits.
NO_CLICKS_BEFORE_SCRIPTS = """
const sheet = new CSSStyleSheet();
sheet.replaceSync("* { pointer-events: none !important }");
document.adoptedStyleSheets.push(sheet);
addEventListener("DOMContentLoaded", () => setTimeout(() => {
  document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet);
}))"""


class Chrome:
    """`run` does something in the browser's thread; tests themselves run there too."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, "browser")

    def run[**P, T](self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        if threading.current_thread().name.startswith("browser"):
            return function(*args, **kwargs)
        return self._pool.submit(function, *args, **kwargs).result()

    def start(self) -> None:
        def begin() -> None:
            self._playwright = sync_playwright().start()
            self._browser = self._playwright.chromium.launch(executable_path=PROGRAM, args=ARGUMENTS)
            expect.set_options(timeout=TIMEOUT_MS)

        self.run(begin)

    def stop(self) -> None:
        def end() -> None:
            self._browser.close()
            self._playwright.stop()

        self.run(end)
        self._pool.shutdown()

    def visit(self, base_url: str, **options: Any) -> "Visit":
        """A new window that knows nothing of the others. Nothing moves in it unless told to: motion costs time. It has
        no service worker unless told to: one starts beside whatever a test does next."""
        usual = {
            "base_url": base_url,
            "locale": "en-US",
            "reduced_motion": "reduce",
            "service_workers": "block",
        }

        def begin() -> Visit:
            visit = Visit(self._browser.new_context(**usual | options))
            if options.get("java_script_enabled", True):
                visit.context.add_init_script(NO_CLICKS_BEFORE_SCRIPTS)
            return visit

        return self.run(begin)


class Visit:
    """One window; `complaints` are the errors of its pages and every request that left this machine."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.complaints: list[str] = []
        context.set_default_timeout(TIMEOUT_MS)
        context.add_init_script(TELL_VIOLATIONS)
        context.on("console", self._on_console_message)
        context.on("weberror", lambda error: self._hear_error(str(error.error)))
        context.on("request", lambda request: self._watch(request.url))

    def page(self) -> Page:
        return self.context.new_page()

    def clear(self) -> None:
        """As new for the next person, but for the cache and the storage."""
        for page in self.context.pages:
            page.close()
        self.context.clear_cookies()
        self.context.set_offline(False)
        self.complaints.clear()

    def _on_console_message(self, message: ConsoleMessage) -> None:
        if message.type not in ("error", "warning") or NOT_MISSED.match(message.text):
            return
        if not message.text.startswith(NO_MISTAKES):
            self.complaints.append(f"{message.page and message.page.url}: {message.text}")

    def _hear_error(self, text: str) -> None:
        if SKIPPED not in text:
            self.complaints.append(text)

    def _watch(self, url: str) -> None:
        if not url.startswith(("http://127.0.0.1:", "data:", "blob:")):
            self.complaints.append(f"a request left: {url}")
