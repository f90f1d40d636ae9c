"""The sandbox's own book."""

import threading
import time

from studio.sandbox.server import running
from tests.latency import Pace
from tests.sandbox.client import (
    PATH,
    Caller,
    grouped,
    order,
)


def test_a_page_of_the_book(caller):
    caller.group(2, images=["https://example.com/a.png"], size="2496x1664")
    page = caller.book()
    assert (page["accepted"], page["billed"], page["tokens"], page["unfinished"]) == (1, 2, 2 * 16224, 0)
    call = page["calls"][0]
    assert (call["nonce"], call["stream"], call["images"], call["references"]) == (caller.nonce, True, 2, 1)
    assert (call["events_sent"], call["answered"], call["finished"]) == (3, True, True)


def test_refused_calls_stand_there_as_not_accepted(caller):
    caller.post(size="1K")
    page = caller.book()
    assert (page["accepted"], page["refused"], page["calls"][0]["code"]) == (0, 1, "InvalidParameter")


def test_another_nonce_has_another_page(caller):
    caller.post()
    assert caller.http.get("/ledger/another").json()["calls"] == []
    assert any(call["nonce"] == caller.nonce for call in caller.http.get("/ledger").json()["calls"])


def test_calls_at_once_are_counted_and_the_book_can_be_cleared(settings_for):
    pace = Pace()
    let = pace.hold(order()["prompt"])
    with running(settings_for(painter=pace.paint)) as base, Caller(base) as caller:
        threads = [threading.Thread(target=caller.post) for _ in range(5)]
        for thread in threads:
            thread.start()
        while caller.book()["concurrent"] < 5:
            time.sleep(0.02)
        let(1)
        for thread in threads:
            thread.join()
        # The answer is out a moment before its call is closed in the book.
        while caller.book()["concurrent"]:
            time.sleep(0.02)
        book = caller.book()
        assert (book["max_concurrent"], len(book["calls"])) == (5, 5)
        assert caller.http.delete("/ledger").status_code == 204
        assert caller.book()["calls"] == []


def test_who_hangs_up_pays_all_the_same(settings_for):
    pace, body = Pace(), order(stream=True, **grouped(4))
    let = pace.hold(body["prompt"], after=1)
    with running(settings_for(painter=pace.paint)) as base, Caller(base) as caller:
        with caller.http.stream("POST", PATH, json=body) as answer:
            next(answer.iter_raw())
        time.sleep(0.5)  # the far side hears of it
        let(4)
        call = caller.settled()["calls"][0]
    assert len(call["billed"]) == 4
    assert (call["answered"], call["events_sent"] < 4) == (False, True)
