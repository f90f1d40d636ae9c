"""What a call sends to the server, and reveals nowhere else."""

import json
import logging

import pytest

from studio.provider.client import Client
from studio.provider.errors import ProviderError
from studio.provider.providers import KINDS
from tests.provider.factories import (
    API_KEY,
    ONE_IMAGE,
    error_of,
    make_client,
)
from tests.provider.fake_server import (
    fake_server,
    responding,
    streaming,
)
from tests.provider.frames import DONE, LINK, image_frame


async def test_a_call_is_sent_to_the_path_with_the_key_and_an_exact_length() -> None:
    async with (
        fake_server(streaming(image_frame(0) + DONE)) as server,
        make_client(server.url + "/") as client,
    ):
        [_] = [event async for event in client.stream(ONE_IMAGE)]
        [received] = server.received
    assert received.line == "POST /v1/images/generations HTTP/1.1"
    assert received.headers["authorization"] == f"Bearer {API_KEY}"
    assert received.headers["content-type"] == "application/json"
    assert "transfer-encoding" not in received.headers
    assert json.loads(received.body)["stream"] is True


@pytest.mark.parametrize(("kind", "sent"), [("sandbox", "n-1"), ("modelverse", None), ("ark", None)])
async def test_only_the_sandbox_receives_the_nonce(kind: str, sent: str | None) -> None:
    async with (
        fake_server(streaming(image_frame(0) + DONE)) as server,
        Client(KINDS[kind], server.url, API_KEY) as client,
        client.stream(ONE_IMAGE, nonce="n-1") as call,
    ):
        await anext(call)
        assert server.received[0].headers.get("x-studio-nonce") == sent


async def test_logs_contain_neither_the_key_nor_the_link(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with fake_server(streaming(image_frame(0) + DONE)) as server, make_client(server.url) as client:
        [_] = [event async for event in client.stream(ONE_IMAGE)]
    assert API_KEY not in caplog.text
    assert LINK not in caplog.text


def test_the_repr_does_not_contain_the_key() -> None:
    assert API_KEY not in repr(make_client("http://127.0.0.1:1/v1"))


async def test_a_key_repeated_by_the_service_is_removed_from_the_message() -> None:
    body = json.dumps({"error": {"code": "AuthenticationError", "message": f"The key {API_KEY} is wrong."}})
    error = await error_of(responding(401, body.encode()))
    assert error.message == "The key … is wrong."
    assert API_KEY not in str(error)


@pytest.mark.parametrize("key", ["", "  ", "a b", "a\nb", "a\x7f", "schlüssel"])
def test_an_invalid_key_is_refused_without_being_shown(key: str) -> None:
    with pytest.raises(ValueError, match="key") as caught:
        Client(KINDS["sandbox"], "http://127.0.0.1:1/v1", key)
    assert not key.strip() or key not in str(caught.value)


def test_an_error_shows_its_code_and_message() -> None:
    error = ProviderError("rate_limit", "Slow down.", outcome="retry")
    assert str(error) == "rate_limit: Slow down."
