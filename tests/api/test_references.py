"""References of a request: checked like uploads, never fetched, and never many in memory."""

import base64
import json

import pytest

from studio.generations.models import Generation, Upload
from tests.api.client import ARK_PATH, error_of
from tests.fixtures import image_bytes

URL = "https://example.com/a.png"


def data_uri(image: bytes, kind: str = "jpeg") -> str:
    return f"data:image/{kind};base64,{base64.b64encode(image).decode()}"


def references_of(studio, prompt: str) -> list[tuple[str, str | None]]:
    with studio.db():
        run = Generation.objects.get(prompt=prompt)
        return [(one.url, one.upload and one.upload.media_type) for one in run.references_list]


def test_data_and_urls_keep_their_order(api, studio):
    images = [data_uri(image_bytes()), URL, data_uri(image_bytes(format="PNG", colour=(0, 0, 0, 9)), "png")]
    assert api.post(images=images, prompt="in order").status_code == 200
    assert references_of(studio, "in order") == [("", "image/jpeg"), (URL, None), ("", "image/png")]


@pytest.mark.parametrize("nothing", [None, [], ""])
def test_an_empty_value_is_no_reference(api, studio, nothing):
    prompt = f"without {nothing}"
    assert api.post(images=nothing, image=None, prompt=prompt).status_code == 200
    assert references_of(studio, prompt) == []


def test_one_reference_may_be_a_string(api, studio):
    response = api.post(path=ARK_PATH, image=data_uri(image_bytes()), prompt="one string")
    assert response.status_code == 200
    assert references_of(studio, "one string") == [("", "image/jpeg")]


def test_a_large_reference_is_read_from_a_file(api, studio):
    noise = image_bytes(900, 700, format="BMP")
    assert len(data_uri(noise)) > 2_000_000
    assert api.post(images=[data_uri(noise, "bmp"), URL], prompt="large").status_code == 200
    assert references_of(studio, "large") == [("", "image/jpeg"), (URL, None)]


@pytest.mark.parametrize(
    "reference",
    [
        "data:image/PNG;base64,AAAA",
        "data:image/png;base64,not base64",
        "data:image/png;base64,AAAA",
        "http://example.com/a.png",
        "https://127.0.0.1/a.png",
        "file:///etc/passwd",
        "extracted-0",
    ],
)
def test_an_invalid_image_or_url_is_refused(api, studio, reference):
    assert error_of(api.post(images=[reference], prompt="refused")) == (400, "InvalidImageURL.InvalidFormat")
    with studio.db():
        assert not Generation.objects.filter(prompt="refused").exists()


def test_an_image_that_is_too_small_is_refused_like_an_upload(api):
    response = api.post(images=[data_uri(image_bytes(14, 100))])
    assert error_of(response) == (400, "InvalidParameter")
    assert "longer than 14 pixels" in response.json()["error"]["message"]


def test_references_reduce_the_size_of_a_group(api, studio):
    group = {"sequential_image_generation": "auto"}
    assert api.post(images=[URL] * 14, prompt="a pair", **group).status_code == 200
    with studio.db():
        assert Generation.objects.get(prompt="a pair").max_images == 1


@pytest.mark.parametrize("text", ["a\0b", "\ud800"])
def test_text_that_cannot_be_stored_is_refused(api, text):
    body = json.dumps({"model": "doubao-seedream-4.5", "prompt": text})
    response = api.http.post("/v1/images/generations", content=body)
    assert error_of(response) == (400, "InvalidParameter")


def test_the_same_image_twice_is_stored_once(api, studio):
    data = data_uri(image_bytes(colour="plum"))
    assert api.post(images=[data, data], prompt="twice").status_code == 200
    with studio.db():
        owner = Generation.objects.get(prompt="twice").owner
        assert Upload.objects.filter(owner=owner).count() == 1
