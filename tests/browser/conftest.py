"""A studio whose images come when a test lets them, Chromium before it, and people who are signed in.

Tests run in the browser's thread, so they may use Playwright's objects as they are; the database is asked by `ledger`.
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
from tests.browser.chrome import Chrome, Visit
from tests.browser.ledger import Ledger
from tests.browser.states import Past, live_through
from tests.browser.studio_page import ComposerPage
from tests.latency import Pace
from tests.live import LiveStudio, Studios

Visits = Callable[..., Page]


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
def _pace() -> Pace:
    return Pace()


@pytest.fixture
def pace(_pace: Pace) -> Iterator[Pace]:
    yield _pace
    _pace.open()


@pytest.fixture(scope="package")
def studio(
    tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker, _pace: Pace
) -> Iterator[LiveStudio]:
    """Pictures are flat."""
    studios = Studios(tmp_path_factory, django_db_blocker)
    with paced_studio(studios, _pace, tmp_path_factory.mktemp("sandbox")) as studio:
        yield studio


@contextlib.contextmanager
def paced_studio(studios: Studios, pace: Pace, folder: Path) -> Iterator[LiveStudio]:
    """Web and worker as processes, before a sandbox with a painter that obeys the test."""
    settings = SandboxSettings(folder=folder, delay=0, painter=pace.paint, processes=0)
    with running(settings) as address:
        studio = studios(started=False, STUDIO_PROVIDER_URL=f"{address}/v1")
        studio.sandbox_url = address
        studio.start("web", "worker")
        yield studio
        studio.stop()
        pace.open()


@pytest.fixture(scope="package")
def ledger(studio: LiveStudio) -> Iterator[Ledger]:
    ledger = Ledger(studio)
    yield ledger
    ledger.close()


@pytest.fixture(scope="package")
def past(ledger: Ledger) -> Past:
    """Somebody with runs that ended in every way; tests only look at them."""
    return live_through(ledger)


@pytest.fixture
def alice(ledger: Ledger) -> User:
    """Somebody new: an empty studio of her own."""
    return ledger.someone()


@pytest.fixture(scope="package")
def _shared(chrome: Chrome, studio: LiveStudio) -> Visit:
    """One window for most tests: what its cache holds need not be fetched again by each."""
    return chrome.visit(studio.url)


@pytest.fixture
def visit(chrome: Chrome, studio: LiveStudio, ledger: Ledger, _shared: Visit) -> Iterator[Visits]:
    """Opens a page, signed in as `user` unless that is None; pages must not complain.

    With options it is in a window of its own; tests that write to the browser's storage, or turn its clock, need one.
    """
    visits: list[Visit] = []

    def begin(user: User | None, *, url: str = "", **options: Any) -> Page:
        is_first = not (visits or url or options)
        visit = _shared if is_first else chrome.visit(url or studio.url, **options)
        visits.append(visit)
        if user:
            cookie = {"name": "sessionid", "value": ledger.session(user), "url": studio.url}
            chrome.run(visit.context.add_cookies, [cookie])
        return chrome.run(visit.page)

    yield begin
    complaints = [complaint for visit in visits for complaint in visit.complaints]
    for visit in visits:
        chrome.run(visit.clear if visit is _shared else visit.context.close)
    assert complaints == []


@pytest.fixture
def page(visit: Visits, alice: User) -> Page:
    """Alice's window."""
    return visit(alice)


@pytest.fixture
def composer(page: Page) -> ComposerPage:
    """The studio's page, opened by Alice."""
    return ComposerPage(page)
