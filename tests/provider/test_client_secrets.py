"""What a call sends to the server, and to nobody else."""

import json
import logging

import pytest

from studio.provider.client import Client
from studio.provider.errors import ProviderError
from studio.provider.providers import KINDS
from tests.provider.factories import (
    KEY,
    ONE,
    client,
    error_of,
)
from tests.provider.fake_server import (
    answering,
    fake_server,
    streaming,
)
from tests.provider.frames import DONE, LINK, made


async def test_the_call_goes_to_the_path_with_the_key_and_an_exact_length() -> None:
    async with fake_server(streaming(made(0) + DONE)) as server, client(server.url + "/") as near:
        [_] = [event async for event in near.stream(ONE)]
        [received] = server.received
    assert received.line == "POST /v1/images/generations HTTP/1.1"
    assert received.headers["authorization"] == f"Bearer {KEY}"
    assert received.headers["content-type"] == "application/json"
    assert "transfer-encoding" not in received.headers
    assert json.loads(received.body)["stream"] is True


@pytest.mark.parametrize(("kind", "sent"), [("sandbox", "n-1"), ("modelverse", None), ("ark", None)])
async def test_only_the_sandbox_receives_the_nonce(kind: str, sent: str | None) -> None:
    async with (
        fake_server(streaming(made(0) + DONE)) as server,
        Client(KINDS[kind], server.url, KEY) as near,
        near.stream(ONE, nonce="n-1") as call,
    ):
        await anext(call)
        assert server.received[0].headers.get("x-studio-nonce") == sent


async def test_logs_hold_neither_the_key_nor_the_link(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with fake_server(streaming(made(0) + DONE)) as server, client(server.url) as near:
        [_] = [event async for event in near.stream(ONE)]
    assert KEY not in caplog.text
    assert LINK not in caplog.text


def test_the_repr_holds_no_key() -> None:
    assert KEY not in repr(client("http://127.0.0.1:1/v1"))


async def test_a_key_that_the_service_repeats_is_taken_out_of_its_message() -> None:
    body = json.dumps({"error": {"code": "AuthenticationError", "message": f"The key {KEY} is wrong."}})
    error = await error_of(answering(401, body.encode()))
    assert error.message == "The key … is wrong."
    assert KEY not in str(error)


@pytest.mark.parametrize("key", ["", "  ", "a b", "a\nb", "a\x7f", "schlüssel"])
def test_a_key_that_cannot_be_one_is_refused_without_being_shown(key: str) -> None:
    with pytest.raises(ValueError, match="key") as caught:
        Client(KINDS["sandbox"], "http://127.0.0.1:1/v1", key)
    assert not key.strip() or key not in str(caught.value)


def test_an_error_names_its_code_and_words() -> None:
    error = ProviderError("rate_limit", "Slow down.", outcome="retry")
    assert str(error) == "rate_limit: Slow down."
