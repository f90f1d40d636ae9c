"""The style guide: there in debug only, and it writes nothing."""

import importlib
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.urls import clear_url_caches

import studio.urls
from studio.generations.status.samples import FIRST

pytestmark = pytest.mark.django_db


def route_again() -> None:
    importlib.reload(studio.urls)
    clear_url_caches()


@pytest.fixture
def in_debug(settings) -> Iterator[None]:
    settings.DEBUG = True
    route_again()
    yield
    settings.DEBUG = False
    route_again()


def test_it_is_no_page_of_a_running_studio(alice, browser_of):
    assert browser_of(alice).get("/styleguide/").status_code == 404


def test_it_shows_each_state_of_a_run_and_of_a_tile(in_debug, alice, browser_of):
    page = browser_of(alice).get("/styleguide/").text
    for words in ("Place 3 in the queue", "Generating", "Done", "Failed", "Cancelled", "Outcome unknown"):
        assert words in page
    for kind in ("tile--wait is-next", "tile--fail", "tile--gone", "ref--up", "ref--bad"):
        assert kind in page
    assert f'id="run-{FIRST + 1}"' in page


def test_it_writes_nothing(in_debug, alice, browser_of):
    def counts() -> dict[str, int]:
        return {model.__name__: model._default_manager.count() for model in apps.get_models()}

    client = browser_of(alice)
    before = counts()
    client.get("/styleguide/")
    assert counts() == before


def test_strangers_sign_in_first(in_debug, browser_of):
    assert browser_of(None).get("/styleguide/").status_code == 302
