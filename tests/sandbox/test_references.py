"""References: data URIs are checked, URLs are only a name."""

import socket

import pytest


def test_every_format_is_taken(caller, data_uri):
    images = [data_uri(kind=kind) for kind in ("JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF")]
    assert caller.post(images=images).status_code == 200
    assert caller.book()["calls"][0]["references"] == 6


def test_a_reference_may_travel_as_image_and_as_a_string(caller, data_uri):
    assert caller.post(path="/api/v3/images/generations", image=data_uri()).status_code == 200
    assert caller.book()["calls"][0]["references"] == 1


@pytest.mark.parametrize("nothing", [None, [], ""])
def test_nothing_is_no_reference(caller, nothing):
    answer = caller.post(images=nothing, image=None)
    assert (answer.status_code, caller.book()["calls"][0]["references"]) == (200, 0)


def test_large_references_are_taken_from_files(caller, data_uri):
    big = data_uri(900, 700, noise=True)
    assert len(big) > 500_000
    assert caller.post(images=[big, data_uri(), big]).status_code == 200
    assert caller.book()["calls"][0]["references"] == 3


def test_a_fifteenth_reference_is_refused(caller):
    error = caller.post(images=["https://example.com/a.png"] * 15).json()["error"]
    assert "number of reference images cannot exceed 14" in error["message"]


@pytest.mark.parametrize(
    "reference",
    [
        "data:image/PNG;base64,AAAA",
        "data:image/svg+xml;base64,AAAA",
        "data:image/png;base64,not base64",
        "data:image/png;base64,AAAA",
        "iVBORw0KGgo=",
        "file:///etc/passwd",
        "ftp://example.com/a.png",
    ],
)
def test_what_is_no_picture_is_refused(caller, reference):
    answer = caller.post(images=[reference])
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "InvalidImageURL.InvalidFormat")
    assert caller.book()["accepted"] == 0


@pytest.mark.parametrize(
    ("width", "height", "words"),
    [(14, 100, "greater than 14"), (17 * 20, 20, "1/16"), (6001, 6000, "36000000")],
)
def test_sides_ratio_and_pixels_are_limited(caller, data_uri, width, height, words):
    answer = caller.post(images=[data_uri(width, height)])
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "InvalidParameter")
    assert words in answer.json()["error"]["message"]


def test_a_truncated_picture_is_refused(caller, data_uri):
    whole = data_uri(400, 400, noise=True)
    assert caller.post(images=[whole[: len(whole) // 8 * 4]]).status_code == 400


def test_a_url_is_never_fetched(caller):
    with socket.create_server(("127.0.0.1", 0)) as canary:
        canary.settimeout(0.2)
        url = f"http://127.0.0.1:{canary.getsockname()[1]}/a.png"
        assert caller.post(images=[url]).status_code == 200
        with pytest.raises(TimeoutError):
            canary.accept()
