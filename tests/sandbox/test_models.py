"""The sandbox serves every model, and refuses what the model refuses."""

import pytest

from tests.sandbox.client import group_fields

PRO_ID = "doubao-seedream-5-0-pro"
PRO, LITE, OLD = "doubao-seedream-5.0-pro", "doubao-seedream-5.0-lite", "doubao-seedream-4.0"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"model": PRO, "stream": False}, "stream is not supported for model doubao-seedream-5-0-pro"),
        ({"model": PRO, **group_fields(2)}, "sequential_image_generation is not supported for model " + PRO_ID),
        ({"model": PRO, "size": "4K"}, "the specified size is not supported for model doubao-seedream-5-0-pro"),
        ({"model": PRO, "size": "2001x2001"}, "width and height must be multiples of 16"),
        ({"model": PRO, "size": "2560x2560"}, "image size must be at most 4194304 pixels"),
        ({"model": PRO, "image": ["https://a.example/b.png"] * 11}, "number of reference images cannot exceed 10"),
        ({"model": PRO, "tools": [{"type": "web_search"}]}, "tools is not supported for model doubao-seedream-5-0-pro"),
        ({"model": LITE, "size": "4k"}, "the specified size is not supported for model doubao-seedream-5-0-lite"),
        ({"model": LITE, "tools": [{"type": "browser"}]}, 'must be an array of {"type": "web_search"}'),
        ({"model": LITE, "output_format": "gif"}, "must be one of 'jpeg', 'png'"),
        ({"model": OLD, "output_format": "jpeg"}, "output_format is not supported for model doubao-seedream-4-0"),
    ],
)  # fmt: skip
def test_a_model_refuses_what_it_does_not_support(sandbox, fields, message):
    response = sandbox.post(**fields)
    assert (response.status_code, response.json()["error"]["code"]) == (400, "InvalidParameter")
    assert response.json()["error"]["message"].endswith(message)


@pytest.mark.parametrize(
    ("fields", "size"),
    [
        ({"model": PRO, "size": "1.5k", "prompt": "a cat, 16:9"}, "2048x1152"),
        ({"model": PRO, "size": "2K", "prompt": "a cat, 16:9"}, "2560x1440"),
        ({"model": LITE, "size": "3K", "tools": [{"type": "web_search"}]}, "3072x3072"),
        ({"model": OLD, "size": "1K", "optimize_prompt_options": {"mode": "fast"}}, "1024x1024"),
    ],
)
def test_a_model_accepts_what_it_supports(sandbox, fields, size):
    assert sandbox.post(**fields).json()["data"][0]["size"] == size


def test_a_response_names_the_model(sandbox):
    assert sandbox.post(model="seedream-5-0-pro-260628").json()["model"] == "seedream-5-0-pro-260628"
    assert sandbox.post(model=LITE).json()["model"] == "doubao-seedream-5-0-260128"


@pytest.mark.parametrize("model", [PRO, LITE])
def test_a_png_is_returned_by_models_that_support_it(sandbox, model):
    document = sandbox.post(model=model, output_format="png", size="2048x2048").json()
    file = sandbox.http.get(document["data"][0]["url"])
    assert (file.headers["content-type"], file.content[:4]) == ("image/png", b"\x89PNG")
