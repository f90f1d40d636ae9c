"""Result links: signed, and dead after a day."""

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
from tests.sandbox.client import Caller


def test_a_link_gives_the_picture_that_the_book_billed(caller):
    url = caller.post(size="2560x1440").json()["data"][0]["url"]
    answer = httpx.get(url)
    assert answer.headers["content-type"] == "image/jpeg"
    assert Image.open(BytesIO(answer.content)).size == (2560, 1440)
    billed = caller.book()["calls"][0]["billed"][0]
    assert billed == {
        "index": 0,
        "size": "2560x1440",
        "url": url,
        "bytes": len(answer.content),
        "sha256": sha256(answer.content).hexdigest(),
    }


def test_a_link_is_valid_only_as_it_was_signed(caller):
    url = caller.post().json()["data"][0]["url"]
    bare, _, query = url.partition("?")
    later = query.replace("X-Expires=", "X-Expires=9")
    for wrong in (bare, f"{bare}?{later}", url + "0", url.replace("-0.jpg", "-1.jpg")):
        assert httpx.get(wrong).status_code == 403


def test_a_link_dies_with_403(settings_for):
    with running(settings_for(link_life=timedelta(0))) as base, Caller(base) as caller:
        made = caller.post()
        answer = httpx.get(made.json()["data"][0]["url"])
    assert (answer.status_code, "AccessDenied" in answer.text) == (403, True)


def test_links_live_for_a_day(tmp_path):
    url = Links(tmp_path, timedelta(hours=24)).sign("a.jpg", "http://here")
    expires = int(url.partition("X-Expires=")[2].partition("&")[0])
    assert expires == pytest.approx(time.time() + 86_400, abs=5)


def test_links_outlive_a_restart(settings_for):
    settings = settings_for()
    with running(settings) as base, Caller(base) as caller:
        made = caller.post()
        url = httpx.URL(made.json()["data"][0]["url"])
    with running(settings) as base:
        assert httpx.get(url.copy_with(port=httpx.URL(base).port)).status_code == 200


def test_a_path_outside_the_results_cannot_be_reached(caller):
    assert caller.http.get("/files/%2e%2e%2flink.key?X-Expires=99999999999&X-Signature=").status_code == 403


def test_the_sweep_removes_the_oldest_above_the_limit(tmp_path):
    links = Links(tmp_path, timedelta(hours=24))
    for age, name in enumerate(("new", "middle", "old")):
        path = links.file(name)
        path.write_bytes(bytes(1000))
        os.utime(path, (time.time() - age * 60, time.time() - age * 60))
    links.sweep(2000)
    assert sorted(path.name for path in links.file("").iterdir()) == ["middle", "new"]


def test_the_sweep_removes_what_no_link_opens_any_more(tmp_path):
    links = Links(tmp_path, timedelta(seconds=-100))
    links.file("dead").write_bytes(b"x")
    links.sweep(10_000)
    assert list(links.file("").iterdir()) == []
