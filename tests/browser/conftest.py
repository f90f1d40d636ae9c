"""A studio whose images arrive when a test releases them, Chromium, and signed-in users.

Tests run in the browser's thread, so they may use Playwright's objects directly; they query the database by `database`.
"""

import contextlib
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page
from pytest_django import DjangoDbBlocker

from studio.accounts.models import User
from studio.sandbox.server import running
from studio.sandbox.settings import SandboxSettings
from tests.browser.chrome import BrowserWindow, Chrome
from tests.browser.states import SeededUser, create_runs_in_every_state
from tests.browser.studio_database import StudioDatabase
from tests.browser.studio_page import ComposerPage
from tests.live import LiveStudio, Studios
from tests.pausable_painter import PausablePainter

OpenPage = Callable[..., Page]


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, object, object]:
    test, chrome = pyfuncitem.obj, pyfuncitem.funcargs["chrome"]
    pyfuncitem.obj = lambda **arguments: chrome.run(test, **arguments)
    try:
        return (yield)
    finally:
        pyfuncitem.obj = test


@pytest.fixture(scope="package", autouse=True)
def chrome() -> Iterator[Chrome]:
    chrome = Chrome()
    chrome.start()
    yield chrome
    chrome.stop()


@pytest.fixture(scope="package")
def _shared_painter() -> PausablePainter:
    return PausablePainter()


@pytest.fixture
def painter(_shared_painter: PausablePainter) -> Iterator[PausablePainter]:
    yield _shared_painter
    _shared_painter.release_all()


@pytest.fixture(scope="package")
def studio(
    tmp_path_factory: pytest.TempPathFactory,
    django_db_blocker: DjangoDbBlocker,
    _shared_painter: PausablePainter,
) -> Iterator[LiveStudio]:
    """Its sandbox paints flat images."""
    studios = Studios(tmp_path_factory, django_db_blocker)
    with studio_with_painter(studios, _shared_painter, tmp_path_factory.mktemp("sandbox")) as studio:
        yield studio


@contextlib.contextmanager
def studio_with_painter(studios: Studios, painter: PausablePainter, folder: Path) -> Iterator[LiveStudio]:
    """Web and worker as processes, using a sandbox whose painter is controlled by the test."""
    settings = SandboxSettings(folder=folder, delay=0, painter=painter.paint, processes=0)
    with running(settings) as address:
        studio = studios(started=False, STUDIO_PROVIDER_URL=f"{address}/v1")
        studio.sandbox_url = address
        studio.start("web", "worker")
        yield studio
        studio.stop()
        painter.release_all()


@pytest.fixture(scope="package")
def database(studio: LiveStudio) -> Iterator[StudioDatabase]:
    database = StudioDatabase(studio)
    yield database
    database.close()


@pytest.fixture(scope="package")
def seeded(database: StudioDatabase) -> SeededUser:
    """A user with runs in every end state; tests must not change them."""
    return create_runs_in_every_state(database)


@pytest.fixture
def alice(database: StudioDatabase) -> User:
    """A new user with an empty studio."""
    return database.create_user()


@pytest.fixture(scope="package")
def _shared_window(chrome: Chrome, studio: LiveStudio) -> BrowserWindow:
    """One window for most tests, which share its cache."""
    return chrome.new_window(studio.url)


@pytest.fixture
def open_page(
    chrome: Chrome, studio: LiveStudio, database: StudioDatabase, _shared_window: BrowserWindow
) -> Iterator[OpenPage]:
    """Opens a page, signed in as `user` unless that is None; the test fails if a page has an error.

    With options, the page gets its own window; tests that write to the browser's storage, or set its clock, need one.
    """
    windows: list[BrowserWindow] = []

    def open_it(user: User | None, *, url: str = "", **options: Any) -> Page:
        is_shared = not (windows or url or options)
        window = _shared_window if is_shared else chrome.new_window(url or studio.url, **options)
        windows.append(window)
        if user:
            cookie = {"name": "sessionid", "value": database.session_cookie(user), "url": studio.url}
            chrome.run(window.context.add_cookies, [cookie])
        return chrome.run(window.new_page)

    yield open_it
    errors = [error for window in windows for error in window.errors]
    for window in windows:
        chrome.run(window.clear if window is _shared_window else window.context.close)
    assert errors == []


@pytest.fixture
def page(open_page: OpenPage, alice: User) -> Page:
    """Alice's page."""
    return open_page(alice)


@pytest.fixture
def composer(page: Page) -> ComposerPage:
    """The studio page in Alice's window."""
    return ComposerPage(page)
