"""The sandbox's own ledger."""

import threading
import time

from studio.sandbox.server import running
from tests.pausable_painter import PausablePainter
from tests.sandbox.client import (
    PATH,
    SandboxClient,
    group_fields,
    request_body,
)


def test_the_ledger_records_a_call(sandbox):
    sandbox.group(2, images=["https://example.com/a.png"], size="2496x1664")
    ledger = sandbox.ledger()
    assert (ledger["accepted"], ledger["billed"], ledger["tokens"], ledger["unfinished"]) == (
        1,
        2,
        2 * 16224,
        0,
    )
    call = ledger["calls"][0]
    assert (call["nonce"], call["stream"], call["images"], call["references"]) == (sandbox.nonce, True, 2, 1)
    assert (call["events_sent"], call["answered"], call["finished"]) == (3, True, True)


def test_refused_calls_are_recorded_as_not_accepted(sandbox):
    sandbox.post(size="1K")
    ledger = sandbox.ledger()
    assert (ledger["accepted"], ledger["refused"], ledger["calls"][0]["code"]) == (0, 1, "InvalidParameter")


def test_each_nonce_has_its_own_ledger(sandbox):
    sandbox.post()
    assert sandbox.http.get("/ledger/another").json()["calls"] == []
    assert any(call["nonce"] == sandbox.nonce for call in sandbox.http.get("/ledger").json()["calls"])


def test_concurrent_calls_are_counted_and_the_ledger_can_be_cleared(make_settings):
    painter = PausablePainter()
    allow = painter.hold(request_body()["prompt"])
    with running(make_settings(painter=painter.paint)) as base_url, SandboxClient(base_url) as sandbox:
        threads = [threading.Thread(target=sandbox.post) for _ in range(5)]
        for thread in threads:
            thread.start()
        while sandbox.ledger()["concurrent"] < 5:
            time.sleep(0.02)
        allow(1)
        for thread in threads:
            thread.join()
        # The response is sent a moment before its call is closed in the ledger.
        while sandbox.ledger()["concurrent"]:
            time.sleep(0.02)
        ledger = sandbox.ledger()
        assert (ledger["max_concurrent"], len(ledger["calls"])) == (5, 5)
        assert sandbox.http.delete("/ledger").status_code == 204
        assert sandbox.ledger()["calls"] == []


def test_a_client_that_disconnects_is_still_billed(make_settings):
    painter, body = PausablePainter(), request_body(stream=True, **group_fields(4))
    allow = painter.hold(body["prompt"], after=1)
    with running(make_settings(painter=painter.paint)) as base_url, SandboxClient(base_url) as sandbox:
        with sandbox.http.stream("POST", PATH, json=body) as response:
            next(response.iter_raw())
        time.sleep(0.5)  # the sandbox notices the disconnect
        allow(4)
        call = sandbox.settled_ledger()["calls"][0]
    assert len(call["billed"]) == 4
    assert (call["answered"], call["events_sent"] < 4) == (False, True)
