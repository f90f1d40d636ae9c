"""Ids that no row can have: a clear response, never an error."""

from contextlib import suppress

import pytest
from django.urls import NoReverseMatch, reverse

from studio.infra.parsing import parse_moment, parse_number
from tests.access_matrix import API, routes

pytestmark = pytest.mark.django_db

HUGE = ["9" * 19, "9" * 30, "9" * 5_000]
"""Beyond a column of the database, far beyond it, and more digits than Python reads."""


@pytest.mark.parametrize("huge", HUGE, ids=len)
@pytest.mark.parametrize(
    "route", ["studio", "runs", "gallery", "trash", "picker", "notifications", "gallery_count", "gallery_new"]
)
def test_in_the_address(route, huge, alice, browser_of):
    query = dict.fromkeys(
        ("before", "reuse", "use", "pages", "by", "tag", "stars", "collection", "known"), huge
    )
    assert browser_of(alice).get(reverse(route), query).status_code in (200, 404)


@pytest.mark.parametrize("huge", HUGE, ids=len)
def test_in_a_form(huge, alice, browser_of):
    client = browser_of(alice)
    draft = {"prompt": "", "ref": [f"upload:{huge}"], "revision": huge, "w": huge, "size_mode": "custom"}
    assert client.post(reverse("draft"), draft).status_code == 200
    assert client.post(reverse("notifications_read"), {"until": huge}).status_code == 302
    for route in ("picker", "images_trash", "images_zip", "images_share", "images_unshare", "images_restore"):
        assert client.post(reverse(route), {"image": huge}).status_code in (302, 404), route
    for field in ("before", "after", "collection"):
        assert client.post(reverse("images_collect"), {"image": "1", field: huge}).status_code in (302, 404)


@pytest.mark.parametrize("huge", [HUGE[0], HUGE[-1]], ids=len)
def test_as_an_id_in_the_path(huge, alice, browser_of):
    client, found = browser_of(alice), 0
    for route in routes() - API:  # which asks for a key first, and is tried with one in tests/api
        with suppress(NoReverseMatch):
            path = reverse(route, kwargs={"pk": 1}).replace("/1/", f"/{huge}/")
            answer = client.get(path)
            answer = client.post(path) if answer.status_code == 405 else answer
            assert answer.status_code == 404, path
            found += 1
    assert found > 20


@pytest.mark.parametrize("text", ["", "-1", "1.0", "1_000", "²", "x", " 1", *HUGE])
def test_what_is_no_number(text):
    assert parse_number(text) is None


@pytest.mark.parametrize(
    "text",
    ["", "x", "2026-13-01T00:00Z", "2026-01-01T00:00", "0001-01-01T00:00+00:00", "9999-12-31T23:59:59-23:59"],
)
def test_what_is_no_moment(text):
    assert parse_moment(text) is None


def test_what_is_read():
    assert parse_number("9" * 18) == 10**18 - 1
    assert parse_moment("2026-01-01T00:00:00+08:00").isoformat() == "2026-01-01T00:00:00+08:00"
