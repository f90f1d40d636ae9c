"""References: data URIs are checked, URLs are never fetched."""

import socket

import pytest


def test_every_image_format_is_accepted(sandbox, data_uri):
    images = [data_uri(kind=kind) for kind in ("JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF")]
    assert sandbox.post(images=images).status_code == 200
    assert sandbox.ledger()["calls"][0]["references"] == 6


def test_a_reference_can_be_a_string_in_the_image_field(sandbox, data_uri):
    assert sandbox.post(path="/api/v3/images/generations", image=data_uri()).status_code == 200
    assert sandbox.ledger()["calls"][0]["references"] == 1


@pytest.mark.parametrize("empty", [None, [], ""])
def test_an_empty_value_means_no_references(sandbox, empty):
    response = sandbox.post(images=empty, image=None)
    assert (response.status_code, sandbox.ledger()["calls"][0]["references"]) == (200, 0)


def test_large_references_are_read_from_files(sandbox, data_uri):
    big = data_uri(900, 700, noise=True)
    assert len(big) > 500_000
    assert sandbox.post(images=[big, data_uri(), big]).status_code == 200
    assert sandbox.ledger()["calls"][0]["references"] == 3


def test_a_fifteenth_reference_is_refused(sandbox):
    error = sandbox.post(images=["https://example.com/a.png"] * 15).json()["error"]
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
def test_a_reference_that_is_not_an_image_is_refused(sandbox, reference):
    response = sandbox.post(images=[reference])
    assert (response.status_code, response.json()["error"]["code"]) == (400, "InvalidImageURL.InvalidFormat")
    assert sandbox.ledger()["accepted"] == 0


@pytest.mark.parametrize(
    ("width", "height", "message"),
    [(14, 100, "greater than 14"), (17 * 20, 20, "1/16"), (6001, 6000, "36000000")],
)
def test_sides_ratio_and_pixels_are_limited(sandbox, data_uri, width, height, message):
    response = sandbox.post(images=[data_uri(width, height)])
    assert (response.status_code, response.json()["error"]["code"]) == (400, "InvalidParameter")
    assert message in response.json()["error"]["message"]


def test_a_truncated_image_is_refused(sandbox, data_uri):
    complete = data_uri(400, 400, noise=True)
    assert sandbox.post(images=[complete[: len(complete) // 8 * 4]]).status_code == 400


def test_a_url_is_never_fetched(sandbox):
    with socket.create_server(("127.0.0.1", 0)) as canary:
        canary.settimeout(0.2)
        url = f"http://127.0.0.1:{canary.getsockname()[1]}/a.png"
        assert sandbox.post(images=[url]).status_code == 200
        with pytest.raises(TimeoutError):
            canary.accept()
