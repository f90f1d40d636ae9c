"""The style guide in Chromium: every component with its states, on one page of a studio in debug."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page
from pytest_django import DjangoDbBlocker

from tests.browser.chrome import Chrome, Visit
from tests.browser.conftest import chrome, pytest_pyfunc_call
from tests.browser.ledger import Ledger
from tests.live import LiveStudio, Studios

__all__ = ["chrome", "pytest_pyfunc_call"]

Guide = Callable[..., Page]


@pytest.fixture(scope="package")
def studio(
    tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker
) -> Iterator[LiveStudio]:
    """Its web process alone: the style guide needs no worker and no provider."""
    studios = Studios(tmp_path_factory, django_db_blocker)
    studio = studios(started=False, DEBUG="1")
    studio.start("web")
    yield studio
    studios.stop()


@pytest.fixture(scope="package")
def session(studio: LiveStudio) -> str:
    """The cookie of somebody who is signed in."""
    ledger = Ledger(studio)
    cookie = ledger.session(ledger.someone())
    ledger.close()
    return cookie


@pytest.fixture
def guide(chrome: Chrome, studio: LiveStudio, session: str) -> Iterator[Guide]:
    """Opens the style guide in a window with these options and this language; it must not complain."""
    visits: list[Visit] = []

    def open_it(width: int = 1440, language: str = "en", **options: Any) -> Page:
        visit = chrome.visit(studio.url, viewport={"width": width, "height": 900}, **options)
        visits.append(visit)
        for name, value in (("sessionid", session), ("django_language", language)):
            visit.context.add_cookies([{"name": name, "value": value, "url": studio.url}])
        page = visit.page()
        page.goto("/styleguide/")
        return page

    yield open_it
    complaints = [complaint for visit in visits for complaint in visit.complaints]
    for visit in visits:
        chrome.run(visit.context.close)
    assert complaints == []
