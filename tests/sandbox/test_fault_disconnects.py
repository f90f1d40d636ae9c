"""Scripted ends of connections. What was accepted is made and billed all the same."""

import httpx
import pytest

from tests.sandbox.client import (
    PATH,
    grouped,
    order,
)


def _cut(caller, fault, *, timeout=20.0, images=3):
    """What arrived before the connection broke, and how it broke."""
    arrived = bytearray()
    body = order(stream=True, **grouped(images))
    headers = {"x-sandbox-fault": fault}
    try:
        with caller.http.stream("POST", PATH, json=body, headers=headers, timeout=timeout) as answer:
            for chunk in answer.iter_raw():
                arrived += chunk
    except httpx.TransportError as error:
        return bytes(arrived), type(error)
    return bytes(arrived), None


@pytest.mark.parametrize("fault", ["drop", "drop_at_once"])
def test_the_connection_is_reset_before_the_headers(caller, fault):
    arrived, error = _cut(caller, fault)
    assert (arrived, issubclass(error, httpx.NetworkError | httpx.RemoteProtocolError)) == (b"", True)
    book = caller.settled()
    assert (book["accepted"], book["billed"]) == (1, 3)
    assert book["calls"][0]["events_sent"] == 0


def test_the_connection_ends_after_some_events(caller):
    arrived, error = _cut(caller, "drop_after:2")
    assert (arrived.count(b"partial_succeeded"), arrived[-2:]) == (4, b"\n\n")
    assert error is httpx.RemoteProtocolError
    assert caller.settled()["billed"] == 3


def test_the_connection_ends_within_an_event(caller):
    arrived, error = _cut(caller, "drop_mid:1")
    assert arrived.count(b"event: ") == 2
    assert (arrived.endswith(b"\n\n"), error) == (False, httpx.RemoteProtocolError)
    book = caller.settled()
    assert (book["billed"], book["calls"][0]["events_sent"]) == (3, 1)


def test_a_hanging_call_sends_nothing_more(caller):
    assert _cut(caller, "hang", timeout=0.3) == (b"", httpx.ReadTimeout)
    arrived, error = _cut(caller, "hang:1", timeout=2)
    assert (arrived.count(b"event: "), error) == (1, httpx.ReadTimeout)
    assert caller.settled()["billed"] == 6


def test_comments_go_on_for_ever(caller):
    seen = 0
    body = order(stream=True)
    with caller.http.stream("POST", PATH, json=body, headers={"x-sandbox-fault": "comments"}) as answer:
        for line in answer.iter_lines():
            assert line in ("", ": keep-alive")
            seen += bool(line)
            if seen == 3:
                break
    assert caller.settled()["billed"] == 1


@pytest.mark.parametrize(("fault", "status"), [("http504", 504), ("http408", 408)])
def test_a_gateway_gives_up_on_a_call_that_is_billed(caller, fault, status):
    answer = caller.post(fault=fault)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html")
    assert caller.settled()["billed"] == 1


def test_documents_are_cut_too(caller):
    for fault in ("drop", "drop_mid"):
        with pytest.raises(httpx.TransportError):
            caller.post(fault=fault)
    assert caller.settled()["billed"] == 2
