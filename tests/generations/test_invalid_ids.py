"""IDs that no row can have get a clear response, never a server error."""

from contextlib import suppress

import pytest
from django.urls import NoReverseMatch, reverse

from studio.infra.parsing import parse_moment, parse_number
from tests.access_matrix import API, routes

pytestmark = pytest.mark.django_db

HUGE = ["9" * 19, "9" * 30, "9" * 5_000]
"""More than a database column holds, far more than that, and more digits than Python parses."""


@pytest.mark.parametrize("huge", HUGE, ids=len)
@pytest.mark.parametrize(
    "route", ["studio", "runs", "gallery", "trash", "picker", "notifications", "gallery_count", "gallery_new"]
)
def test_a_huge_id_in_the_query_string_is_no_server_error(route, huge, alice, client_for):
    query = dict.fromkeys(
        ("before", "reuse", "use", "pages", "by", "tag", "stars", "collection", "known"), huge
    )
    assert client_for(alice).get(reverse(route), query).status_code in (200, 404)


@pytest.mark.parametrize("huge", HUGE, ids=len)
def test_a_huge_id_in_a_form_is_no_server_error(huge, alice, client_for):
    client = client_for(alice)
    draft = {"prompt": "", "ref": [f"upload:{huge}"], "revision": huge, "w": huge, "size_mode": "custom"}
    assert client.post(reverse("draft"), draft).status_code == 200
    assert client.post(reverse("notifications_read"), {"until": huge}).status_code == 302
    for route in ("picker", "images_trash", "images_zip", "images_share", "images_unshare", "images_restore"):
        assert client.post(reverse(route), {"image": huge}).status_code in (302, 404), route
    for field in ("before", "after", "collection"):
        assert client.post(reverse("images_collect"), {"image": "1", field: huge}).status_code in (302, 404)


@pytest.mark.parametrize("huge", [HUGE[0], HUGE[-1]], ids=len)
def test_a_huge_id_in_the_path_is_404(huge, alice, client_for):
    client, tested = client_for(alice), 0
    for route in routes() - API:  # these need a key; tests/api covers them
        with suppress(NoReverseMatch):
            path = reverse(route, kwargs={"pk": 1}).replace("/1/", f"/{huge}/")
            response = client.get(path)
            response = client.post(path) if response.status_code == 405 else response
            assert response.status_code == 404, path
            tested += 1
    assert tested > 20


@pytest.mark.parametrize("text", ["", "-1", "1.0", "1_000", "²", "x", " 1", *HUGE])
def test_text_that_is_not_a_number_is_refused(text):
    assert parse_number(text) is None


@pytest.mark.parametrize(
    "text",
    ["", "x", "2026-13-01T00:00Z", "2026-01-01T00:00", "0001-01-01T00:00+00:00", "9999-12-31T23:59:59-23:59"],
)
def test_text_that_is_not_a_timestamp_is_refused(text):
    assert parse_moment(text) is None


def test_valid_numbers_and_timestamps_are_parsed():
    assert parse_number("9" * 18) == 10**18 - 1
    assert parse_moment("2026-01-01T00:00:00+08:00").isoformat() == "2026-01-01T00:00:00+08:00"
