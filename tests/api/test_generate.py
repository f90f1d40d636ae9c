"""The contract's responses, streamed and not, from the studio's own runs."""

import base64

import httpx
import pytest

from studio.generations.models import Generation
from tests.api.client import ARK_PATH, PATH, error_of, group

FAILS_SECOND = "three views [[fault:fail:1]]"


def test_a_response_has_links_sizes_and_usage(api):
    response = api.post(size="2304x1728")
    assert response.status_code == 200, response.text
    found = response.json()
    assert found["model"] == "doubao-seedream-4-5-251128"
    assert [item["size"] for item in found["data"]] == ["2304x1728"]
    assert found["usage"] == {"generated_images": 1, "output_tokens": 15552, "total_tokens": 15552}
    assert response.headers["x-request-id"]


def test_a_link_needs_no_key_and_returns_the_jpeg(api):
    url = api.post().json()["data"][0]["url"]
    image = httpx.get(url, trust_env=False)
    assert (image.status_code, image.headers["content-type"]) == (200, "image/jpeg")
    assert image.content.startswith(b"\xff\xd8")


def test_an_image_may_be_returned_as_base64(api):
    linked, embedded = (
        api.post(response_format=form, prompt="the same").json()["data"][0] for form in ("url", "b64_json")
    )
    data = base64.b64decode(embedded["b64_json"], validate=True)
    assert data == httpx.get(linked["url"], trust_env=False).content


def test_a_stream_has_an_event_for_each_image_and_ends_with_the_usage(api):
    names, events = zip(*api.stream(**group(3)), strict=True)
    kinds = ["partial_succeeded"] * 3 + ["completed"]
    assert list(names) == [f"image_generation.{kind}" for kind in kinds]
    assert [event["type"] for event in events] == list(names)
    assert sorted(event["image_index"] for event in events[:3]) == [0, 1, 2]
    assert events[3]["usage"] == {"generated_images": 3, "output_tokens": 49152, "total_tokens": 49152}


def test_an_image_returned_as_base64_counts_as_downloaded(api, studio):
    for form, is_downloaded in (("b64_json", True), ("url", False)):
        api.post(response_format=form, prompt=f"handed out as {form}")
        with studio.db():
            image = Generation.objects.get(prompt=f"handed out as {form}").images.get()
            assert bool(image.downloaded_at) is is_downloaded


def test_a_streamed_image_may_be_base64(api):
    (_name, event), _completed = api.stream(response_format="b64_json")
    assert base64.b64decode(event["b64_json"], validate=True).startswith(b"\xff\xd8")


@pytest.mark.parametrize("stream", [False, True])
def test_one_failed_image_of_a_group_does_not_affect_the_others(api, stream):
    if stream:
        items = [event for _name, event in api.stream(prompt=FAILS_SECOND, **group(3))][:3]
        items.sort(key=lambda event: event["image_index"])
    else:
        items = api.post(prompt=FAILS_SECOND, **group(3)).json()["data"]
    assert [("url" in item, "error" in item) for item in items] == [
        (True, False), (False, True), (True, False),
    ]  # fmt: skip
    assert items[1]["error"]["code"] == "OutputImageSensitiveContentDetected"


def test_the_provider_s_refusal_is_returned(api):
    response = api.post(prompt="[[fault:input_text]]")
    assert error_of(response) == (400, "InputTextSensitiveContentDetected")
    assert response.headers["x-should-retry"] == "false"


def test_an_unknown_outcome_is_a_504_that_is_not_repeated(api):
    response = api.post(prompt="[[fault:http504]]")
    assert response.status_code == 504
    assert "may be billed" in response.json()["error"]["message"]
    assert response.headers["x-should-retry"] == "false"


def test_an_api_run_is_saved_like_any_other(api, studio):
    assert api.post(prompt="a heron", size="4k", watermark=None).status_code == 200
    with studio.db():
        run = Generation.objects.get(prompt="a heron")
        assert (run.size, run.watermark, run.max_images, run.state) == ("4K", True, None, "completed")


def test_a_wrong_parameter_is_a_400_in_either_format_also_of_a_stream(api):
    responses = [api.post(path=path, size="1024x1024", stream=True) for path in (PATH, ARK_PATH)]
    assert [error_of(response) for response in responses] == [(400, "InvalidParameter")] * 2
    openai_error, ark_error = (response.json()["error"] for response in responses)
    assert "at least 3686400 pixels" in openai_error["message"]
    assert (openai_error["param"], ark_error["param"]) == (responses[0].headers["x-request-id"], "size")


def test_a_request_without_a_valid_key_is_refused(api):
    api.http.headers["Authorization"] = "Bearer sds_nobody"
    assert error_of(api.post()) == (401, "AuthenticationError")
    del api.http.headers["Authorization"]
    assert error_of(api.post()) == (401, "AuthenticationError")


def test_other_methods_are_refused(api):
    response = api.http.get(PATH)
    assert error_of(response) == (405, "MethodNotAllowed")
    assert response.headers["allow"] == "POST"
