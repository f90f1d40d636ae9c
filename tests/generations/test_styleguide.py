"""The style guide exists only in debug mode and writes nothing."""

import importlib
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.urls import clear_url_caches

import studio.urls
from studio.generations.status.samples import FIRST

pytestmark = pytest.mark.django_db


def reload_urls() -> None:
    importlib.reload(studio.urls)
    clear_url_caches()


@pytest.fixture
def debug_mode(settings) -> Iterator[None]:
    settings.DEBUG = True
    reload_urls()
    yield
    settings.DEBUG = False
    reload_urls()


def test_without_debug_mode_the_style_guide_is_404(alice, client_for):
    assert client_for(alice).get("/styleguide/").status_code == 404


def test_the_style_guide_shows_each_state_of_a_run_and_of_a_tile(debug_mode, alice, client_for):
    page = client_for(alice).get("/styleguide/").text
    for label in ("Place 3 in the queue", "Generating", "Done", "Failed", "Cancelled", "Outcome unknown"):
        assert label in page
    for kind in ("tile--wait is-next", "tile--fail", "tile--gone", "ref--up", "ref--bad"):
        assert kind in page
    assert f'id="run-{FIRST + 1}"' in page


def test_the_style_guide_writes_nothing(debug_mode, alice, client_for):
    def counts() -> dict[str, int]:
        return {model.__name__: model._default_manager.count() for model in apps.get_models()}

    client = client_for(alice)
    before = counts()
    client.get("/styleguide/")
    assert counts() == before


def test_the_style_guide_requires_signing_in(debug_mode, client_for):
    assert client_for(None).get("/styleguide/").status_code == 302
