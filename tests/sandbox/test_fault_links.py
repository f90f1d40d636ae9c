"""Scripted result links."""

import httpx
import pytest

from tests.sandbox.client import grouped


def _url(caller, fault):
    return caller.post(fault=fault).json()["data"][0]["url"]


@pytest.mark.parametrize(("fault", "status"), [("link404", 404), ("link403", 403)])
def test_a_link_may_be_dead(caller, fault, status):
    assert httpx.get(_url(caller, fault)).status_code == status


def test_a_link_may_recover(caller):
    url = _url(caller, "link_flaky")
    assert [httpx.get(url).status_code for _ in range(3)] == [503, 503, 200]


def test_a_slow_link_gives_all_in_the_end(caller):
    answer = httpx.get(_url(caller, "link_slow"))
    assert answer.elapsed.total_seconds() >= 0.1
    assert len(answer.content) == caller.book()["calls"][0]["billed"][0]["bytes"]


def test_a_short_link_breaks_off(caller):
    with pytest.raises(httpx.RemoteProtocolError, match="without sending complete"):
        httpx.get(_url(caller, "link_short"))


def test_a_link_may_give_too_much(caller):
    got = 0
    with httpx.stream("GET", _url(caller, "link_oversize")) as answer:
        assert "content-length" not in answer.headers
        for chunk in answer.iter_raw():
            got += len(chunk)
    assert got > 60 * 1024**2


def test_a_link_may_give_something_else(caller):
    assert httpx.get(_url(caller, "link_html")).content.startswith(b"<html>")
    assert httpx.get(_url(caller, "link_png")).content.startswith(b"\x89PNG")


def test_a_link_may_give_another_size(caller):
    item = caller.post(fault="link_size").json()["data"][0]
    picture = httpx.get(item["url"]).content
    assert item["size"] == "2048x2048"
    assert (1984).to_bytes(2, "big") + (2048).to_bytes(2, "big") in picture


def test_a_link_may_redirect_to_loopback_and_the_book_knows_who_follows(caller):
    answer = httpx.get(_url(caller, "link_redirect"))
    assert (answer.status_code, answer.headers["location"]) == (302, f"{caller.base}/canary")
    before = caller.book()["canary"]
    httpx.get(answer.headers["location"])
    assert caller.book()["canary"] == before + 1


def test_links_are_chosen_by_index(caller):
    data = caller.post(fault="link404:1", **grouped(3)).json()["data"]
    assert [httpx.get(item["url"]).status_code for item in data] == [200, 404, 200]
