"""Which responses are compressed, and which must not be."""

import gzip
from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from studio.accounts.models import User
from tests.fixtures import create_run

HEADERS = {"Accept-Encoding": "gzip"}
Browser = Callable[[User | None], Client]


def test_a_page_is_sent_compressed(alice: User, client_for: Browser) -> None:
    response = client_for(alice).get(reverse("studio"), headers=HEADERS)
    assert response["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in response["Vary"]
    assert "</html>" in gzip.decompress(response.content).decode()


def test_a_browser_without_gzip_gets_an_uncompressed_page(alice: User, client_for: Browser) -> None:
    response = client_for(alice).get(reverse("studio"))
    assert "Content-Encoding" not in response
    assert "</html>" in response.text


def test_the_event_stream_is_not_compressed(alice: User, client_for: Browser) -> None:
    create_run(alice)
    response = client_for(alice).get(reverse("run_events"), headers=HEADERS)
    assert response.streaming
    assert "Content-Encoding" not in response
