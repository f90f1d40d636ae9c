"""Responses to invalid requests: the codes and messages of the live service."""

import pytest

NOT_VALID = "The parameter `{}` specified in the request is not valid: {}"


@pytest.mark.parametrize(
    ("size", "message"),
    [
        ("1920x1080", "image size must be at least 3686400 pixels"),
        ("5000x5000", "image size must be at most 16777216 pixels"),
        ("9000x500", "aspect ratio must be between 1/16 and 16"),
        ("widex2048", "invalid width"),
        ("0x2048", "invalid width"),
        ("large", "size must be one of 'WIDTHxHEIGHT', '1k', '2k', or '4k'"),
        ("2048×2048", "size must be one of 'WIDTHxHEIGHT', '1k', '2k', or '4k'"),
        ("1K", "the specified size is not supported for model doubao-seedream-4-5"),
    ],
)
def test_an_invalid_size_gets_the_message_of_the_live_service(sandbox, size, message):
    response = sandbox.post(size=size)
    error = response.json()["error"]
    assert (response.status_code, error["code"]) == (400, "InvalidParameter")
    assert error["message"] == NOT_VALID.format("size", message)


@pytest.mark.parametrize("field", ["model", "prompt"])
@pytest.mark.parametrize("absent", [None, ""])
def test_a_missing_required_field_is_refused(sandbox, field, absent):
    response = sandbox.post(**{field: absent})
    if field == "model" and absent == "":
        assert response.status_code == 404
        return
    assert response.status_code == 400
    assert response.json()["error"]["code"] == "MissingParameter"


@pytest.mark.parametrize(
    "fields",
    [
        {"prompt": ["no"]},
        {"size": 2048},
        {"stream": "yes"},
        {"watermark": 1},
        {"response_format": "png"},
        {"sequential_image_generation": "on"},
        {"sequential_image_generation": "auto", "sequential_image_generation_options": 4},
        {"sequential_image_generation": "auto", "sequential_image_generation_options": {"max_images": 16}},
        {"sequential_image_generation": "auto", "sequential_image_generation_options": {"max_images": 0}},
        {"sequential_image_generation": "auto", "sequential_image_generation_options": {"max_images": True}},
        {"optimize_prompt_options": {"mode": "fast"}},
        {"output_format": "png"},
        {"tools": []},
        {"background": "transparent"},
        {"images": [1]},
        {"image": {"url": "https://example.com/a.png"}},
    ],
)
def test_an_invalid_value_is_refused_with_the_name_of_its_field(sandbox, fields):
    response = sandbox.post(**fields)
    assert response.status_code == 400
    assert response.json()["error"]["code"] == "InvalidParameter"
    assert f"`{[*fields][-1]}" in response.json()["error"]["message"]


def test_null_means_absent(sandbox):
    names = "image images size seed tools output_format watermark response_format sequential_image_generation"
    fields = dict.fromkeys([*names.split(), "sequential_image_generation_options", "stream"])
    assert (
        sandbox.post(**fields, optimize_prompt_options={"mode": None}).json()["data"][0]["size"]
        == "2048x2048"
    )


def test_unknown_fields_are_ignored(sandbox):
    assert (
        sandbox.post(n=4, seed=1, quality="hd", user="x", whatever={}).json()["usage"]["generated_images"]
        == 1
    )


def test_options_of_a_disabled_group_are_ignored(sandbox):
    response = sandbox.post(
        sequential_image_generation="disabled", sequential_image_generation_options={"max_images": 99}
    )
    assert response.json()["usage"]["generated_images"] == 1


def test_an_invalid_parameter_of_a_stream_is_a_plain_400(sandbox):
    response = sandbox.post(stream=True, size="1K")
    assert (response.status_code, response.headers["content-type"]) == (400, "application/json")


@pytest.mark.parametrize("header", ["", "Basic a2V5", "Bearer", "Bearer my-bad-key"])
def test_a_missing_or_bad_key_is_refused(sandbox, header):
    response = sandbox.http.post(
        "/v1/images/generations", json={"model": "x"}, headers={"authorization": header}
    )
    assert (response.status_code, response.json()["error"]["code"]) == (401, "AuthenticationError")


def test_an_unknown_model_is_not_found(sandbox):
    response = sandbox.post(model="gpt-image-1")
    assert (response.status_code, response.json()["error"]["code"]) == (
        404,
        "InvalidEndpointOrModel.NotFound",
    )


@pytest.mark.parametrize("body", [b"", b"no", b"[]", b'{"prompt":', b"[" * 100_000])
def test_a_body_that_is_not_a_json_object_is_refused(sandbox, body):
    response = sandbox.http.post("/v1/images/generations", content=body)
    assert (response.status_code, response.json()["error"]["code"]) == (400, "InvalidParameter")


def test_ark_names_the_field_and_modelverse_the_request(sandbox):
    ark = sandbox.post(path="/api/v3/images/generations", size="1K")
    assert (ark.json()["error"]["param"], ark.json()["error"]["type"]) == ("size", "")
    modelverse = sandbox.post(size="1K")
    assert modelverse.json()["error"]["param"] == modelverse.headers["x-request-id"]
