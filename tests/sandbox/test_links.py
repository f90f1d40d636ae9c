"""Result links: signed, and expired after a day."""

import os
import time
from datetime import timedelta
from hashlib import sha256
from io import BytesIO

import httpx
import pytest
from PIL import Image

from studio.sandbox.links import Links
from studio.sandbox.server import running
from tests.sandbox.client import SandboxClient


def test_a_link_returns_the_image_that_the_ledger_billed(sandbox):
    url = sandbox.post(size="2560x1440").json()["data"][0]["url"]
    response = httpx.get(url)
    assert response.headers["content-type"] == "image/jpeg"
    assert Image.open(BytesIO(response.content)).size == (2560, 1440)
    billed = sandbox.ledger()["calls"][0]["billed"][0]
    assert billed == {
        "index": 0,
        "size": "2560x1440",
        "url": url,
        "bytes": len(response.content),
        "sha256": sha256(response.content).hexdigest(),
    }


def test_a_link_is_valid_only_as_signed(sandbox):
    url = sandbox.post().json()["data"][0]["url"]
    unsigned, _, query = url.partition("?")
    extended = query.replace("X-Expires=", "X-Expires=9")
    for wrong in (unsigned, f"{unsigned}?{extended}", url + "0", url.replace("-0.jpg", "-1.jpg")):
        assert httpx.get(wrong).status_code == 403


def test_an_expired_link_returns_403(make_settings):
    with running(make_settings(link_life=timedelta(0))) as base_url, SandboxClient(base_url) as sandbox:
        generated = sandbox.post()
        response = httpx.get(generated.json()["data"][0]["url"])
    assert (response.status_code, "AccessDenied" in response.text) == (403, True)


def test_links_are_valid_for_a_day(tmp_path):
    url = Links(tmp_path, timedelta(hours=24)).sign("a.jpg", "http://here")
    expires = int(url.partition("X-Expires=")[2].partition("&")[0])
    assert expires == pytest.approx(time.time() + 86_400, abs=5)


def test_links_stay_valid_after_a_restart(make_settings):
    settings = make_settings()
    with running(settings) as base_url, SandboxClient(base_url) as sandbox:
        generated = sandbox.post()
        url = httpx.URL(generated.json()["data"][0]["url"])
    with running(settings) as base_url:
        assert httpx.get(url.copy_with(port=httpx.URL(base_url).port)).status_code == 200


def test_a_path_outside_the_results_cannot_be_reached(sandbox):
    assert sandbox.http.get("/files/%2e%2e%2flink.key?X-Expires=99999999999&X-Signature=").status_code == 403


def test_the_sweep_removes_the_oldest_files_above_the_limit(tmp_path):
    links = Links(tmp_path, timedelta(hours=24))
    for age, name in enumerate(("new", "middle", "old")):
        path = links.file(name)
        path.write_bytes(bytes(1000))
        os.utime(path, (time.time() - age * 60, time.time() - age * 60))
    links.sweep(2000)
    assert sorted(path.name for path in links.file("").iterdir()) == ["middle", "new"]


def test_the_sweep_removes_files_whose_links_have_expired(tmp_path):
    links = Links(tmp_path, timedelta(seconds=-100))
    links.file("dead").write_bytes(b"x")
    links.sweep(10_000)
    assert list(links.file("").iterdir()) == []
