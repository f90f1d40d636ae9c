"""Scripted disconnects. What was accepted is still generated and billed."""

import httpx
import pytest

from tests.sandbox.client import (
    PATH,
    group_fields,
    request_body,
)


def _read_until_disconnect(sandbox, fault, *, timeout=60.0, images=3):
    """The bytes received before the connection broke, and the type of the error, if any."""
    received = bytearray()
    body = request_body(stream=True, **group_fields(images))
    headers = {"x-sandbox-fault": fault}
    try:
        with sandbox.http.stream("POST", PATH, json=body, headers=headers, timeout=timeout) as response:
            for chunk in response.iter_raw():
                received += chunk
    except httpx.TransportError as error:
        return bytes(received), type(error)
    return bytes(received), None


@pytest.mark.parametrize("fault", ["drop", "drop_at_once"])
def test_the_connection_is_reset_before_the_headers(sandbox, fault):
    received, error = _read_until_disconnect(sandbox, fault)
    assert (received, issubclass(error, httpx.NetworkError | httpx.RemoteProtocolError)) == (b"", True)
    ledger = sandbox.settled_ledger()
    assert (ledger["accepted"], ledger["billed"]) == (1, 3)
    assert ledger["calls"][0]["events_sent"] == 0


def test_the_connection_ends_after_some_events(sandbox):
    received, error = _read_until_disconnect(sandbox, "drop_after:2")
    assert (received.count(b"partial_succeeded"), received[-2:]) == (4, b"\n\n")
    assert error is httpx.RemoteProtocolError
    assert sandbox.settled_ledger()["billed"] == 3


def test_the_connection_ends_within_an_event(sandbox):
    received, error = _read_until_disconnect(sandbox, "drop_mid:1")
    assert received.count(b"event: ") == 2
    assert (received.endswith(b"\n\n"), error) == (False, httpx.RemoteProtocolError)
    ledger = sandbox.settled_ledger()
    assert (ledger["billed"], ledger["calls"][0]["events_sent"]) == (3, 1)


def test_a_hanging_call_sends_nothing_more(sandbox):
    assert _read_until_disconnect(sandbox, "hang", timeout=0.3) == (b"", httpx.ReadTimeout)
    received, error = _read_until_disconnect(sandbox, "hang:1", timeout=2)
    assert (received.count(b"event: "), error) == (1, httpx.ReadTimeout)
    assert sandbox.settled_ledger()["billed"] == 6


def test_comments_are_sent_endlessly(sandbox):
    seen = 0
    body = request_body(stream=True)
    with sandbox.http.stream("POST", PATH, json=body, headers={"x-sandbox-fault": "comments"}) as response:
        for line in response.iter_lines():
            assert line in ("", ": keep-alive")
            seen += bool(line)
            if seen == 3:
                break
    assert sandbox.settled_ledger()["billed"] == 1


@pytest.mark.parametrize(("fault", "status"), [("http504", 504), ("http408", 408)])
def test_a_call_that_times_out_at_the_gateway_is_billed(sandbox, fault, status):
    response = sandbox.post(fault=fault)
    assert (response.status_code, response.headers["content-type"]) == (status, "text/html")
    assert sandbox.settled_ledger()["billed"] == 1


def test_json_responses_are_interrupted_too(sandbox):
    for fault in ("drop", "drop_mid"):
        with pytest.raises(httpx.TransportError):
            sandbox.post(fault=fault)
    assert sandbox.settled_ledger()["billed"] == 2
