"""Scripted result links."""

import httpx
import pytest

from tests.sandbox.client import group_fields


def _result_url(sandbox, fault):
    return sandbox.post(fault=fault).json()["data"][0]["url"]


@pytest.mark.parametrize(("fault", "status"), [("link404", 404), ("link403", 403)])
def test_a_link_can_be_dead(sandbox, fault, status):
    assert httpx.get(_result_url(sandbox, fault)).status_code == status


def test_a_flaky_link_recovers(sandbox):
    url = _result_url(sandbox, "link_flaky")
    assert [httpx.get(url).status_code for _ in range(3)] == [503, 503, 200]


def test_a_slow_link_returns_the_complete_file(sandbox):
    response = httpx.get(_result_url(sandbox, "link_slow"))
    assert response.elapsed.total_seconds() >= 0.1
    assert len(response.content) == sandbox.ledger()["calls"][0]["billed"][0]["bytes"]


def test_a_short_link_returns_a_truncated_file(sandbox):
    with pytest.raises(httpx.RemoteProtocolError, match="without sending complete"):
        httpx.get(_result_url(sandbox, "link_short"))


def test_an_oversize_link_returns_more_than_60_mib(sandbox):
    received = 0
    with httpx.stream("GET", _result_url(sandbox, "link_oversize")) as response:
        assert "content-length" not in response.headers
        for chunk in response.iter_raw():
            received += len(chunk)
    assert received > 60 * 1024**2


def test_a_link_can_return_html_or_png(sandbox):
    assert httpx.get(_result_url(sandbox, "link_html")).content.startswith(b"<html>")
    assert httpx.get(_result_url(sandbox, "link_png")).content.startswith(b"\x89PNG")


def test_a_link_can_return_an_image_of_another_size(sandbox):
    item = sandbox.post(fault="link_size").json()["data"][0]
    content = httpx.get(item["url"]).content
    assert item["size"] == "2048x2048"
    assert (1984).to_bytes(2, "big") + (2048).to_bytes(2, "big") in content


def test_a_link_can_redirect_to_loopback_and_the_ledger_counts_followers(sandbox):
    response = httpx.get(_result_url(sandbox, "link_redirect"))
    assert (response.status_code, response.headers["location"]) == (302, f"{sandbox.base_url}/canary")
    before = sandbox.ledger()["canary"]
    httpx.get(response.headers["location"])
    assert sandbox.ledger()["canary"] == before + 1


def test_faulty_links_are_chosen_by_index(sandbox):
    data = sandbox.post(fault="link404:1", **group_fields(3)).json()["data"]
    assert [httpx.get(item["url"]).status_code for item in data] == [200, 404, 200]
