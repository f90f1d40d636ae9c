"""What travels compressed, and what must not."""

import gzip
from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from studio.accounts.models import User
from tests.fixtures import run_of

HEADERS = {"Accept-Encoding": "gzip"}
Browser = Callable[[User | None], Client]


def test_a_page_is_sent_compressed(alice: User, browser_of: Browser) -> None:
    answer = browser_of(alice).get(reverse("studio"), headers=HEADERS)
    assert answer["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in answer["Vary"]
    assert "</html>" in gzip.decompress(answer.content).decode()


def test_a_browser_that_cannot_unpack_gets_it_plain(alice: User, browser_of: Browser) -> None:
    answer = browser_of(alice).get(reverse("studio"))
    assert "Content-Encoding" not in answer
    assert "</html>" in answer.text


def test_the_stream_leaves_as_it_is(alice: User, browser_of: Browser) -> None:
    run_of(alice)
    answer = browser_of(alice).get(reverse("run_events"), headers=HEADERS)
    assert answer.streaming
    assert "Content-Encoding" not in answer
