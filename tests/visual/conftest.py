"""The style guide in Chromium: every component with its states, on one page of a studio in debug mode."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page
from pytest_django import DjangoDbBlocker

from tests.browser.chrome import BrowserWindow, Chrome
from tests.browser.conftest import chrome, pytest_pyfunc_call
from tests.browser.studio_database import StudioDatabase
from tests.live import LiveStudio, Studios

__all__ = ["chrome", "pytest_pyfunc_call"]

OpenStyleGuide = Callable[..., Page]


@pytest.fixture(scope="package")
def studio(
    tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker
) -> Iterator[LiveStudio]:
    """Only the web process: the style guide needs no worker and no provider."""
    studios = Studios(tmp_path_factory, django_db_blocker)
    studio = studios(started=False, DEBUG="1")
    studio.start("web")
    yield studio
    studios.stop()


@pytest.fixture(scope="package")
def session_cookie(studio: LiveStudio) -> str:
    """The session cookie of a signed-in user."""
    database = StudioDatabase(studio)
    cookie = database.session_cookie(database.create_user())
    database.close()
    return cookie


@pytest.fixture
def open_style_guide(chrome: Chrome, studio: LiveStudio, session_cookie: str) -> Iterator[OpenStyleGuide]:
    """Opens the style guide in a window with these options and this language; the test fails if it has an error."""
    windows: list[BrowserWindow] = []

    def open_it(width: int = 1440, language: str = "en", **options: Any) -> Page:
        window = chrome.new_window(studio.url, viewport={"width": width, "height": 900}, **options)
        windows.append(window)
        for name, value in (("sessionid", session_cookie), ("django_language", language)):
            window.context.add_cookies([{"name": name, "value": value, "url": studio.url}])
        page = window.new_page()
        page.goto("/styleguide/")
        return page

    yield open_it
    errors = [error for window in windows for error in window.errors]
    for window in windows:
        chrome.run(window.context.close)
    assert errors == []
