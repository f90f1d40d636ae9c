"""What a bad request gets: the codes and words of the live service."""

import pytest

NOT_VALID = "The parameter `{}` specified in the request is not valid: {}"


@pytest.mark.parametrize(
    ("size", "words"),
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
def test_a_wrong_size_gets_the_live_words(caller, size, words):
    answer = caller.post(size=size)
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (400, "InvalidParameter")
    assert error["message"] == NOT_VALID.format("size", words)


@pytest.mark.parametrize("field", ["model", "prompt"])
@pytest.mark.parametrize("absent", [None, ""])
def test_what_is_required_is_missed(caller, field, absent):
    answer = caller.post(**{field: absent})
    if field == "model" and absent == "":
        assert answer.status_code == 404
        return
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "MissingParameter"


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
def test_a_wrong_value_is_refused_by_name(caller, fields):
    answer = caller.post(**fields)
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "InvalidParameter"
    assert f"`{[*fields][-1]}" in answer.json()["error"]["message"]


def test_null_means_absent(caller):
    names = "image images size seed tools output_format watermark response_format sequential_image_generation"
    fields = dict.fromkeys([*names.split(), "sequential_image_generation_options", "stream"])
    assert (
        caller.post(**fields, optimize_prompt_options={"mode": None}).json()["data"][0]["size"] == "2048x2048"
    )


def test_what_the_model_does_not_know_is_ignored(caller):
    assert (
        caller.post(n=4, seed=1, quality="hd", user="x", whatever={}).json()["usage"]["generated_images"] == 1
    )


def test_options_of_a_disabled_group_are_not_looked_at(caller):
    answer = caller.post(
        sequential_image_generation="disabled", sequential_image_generation_options={"max_images": 99}
    )
    assert answer.json()["usage"]["generated_images"] == 1


def test_a_bad_parameter_of_a_stream_is_a_plain_400(caller):
    answer = caller.post(stream=True, size="1K")
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/json")


@pytest.mark.parametrize("header", ["", "Basic a2V5", "Bearer", "Bearer my-bad-key"])
def test_a_missing_or_bad_key_is_refused(caller, header):
    answer = caller.http.post(
        "/v1/images/generations", json={"model": "x"}, headers={"authorization": header}
    )
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "AuthenticationError")


def test_an_unknown_model_is_not_found(caller):
    answer = caller.post(model="gpt-image-1")
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "InvalidEndpointOrModel.NotFound")


@pytest.mark.parametrize("body", [b"", b"no", b"[]", b'{"prompt":', b"[" * 100_000])
def test_what_is_no_json_object_is_refused(caller, body):
    answer = caller.http.post("/v1/images/generations", content=body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "InvalidParameter")


def test_ark_names_the_field_and_modelverse_the_request(caller):
    ark = caller.post(path="/api/v3/images/generations", size="1K")
    assert (ark.json()["error"]["param"], ark.json()["error"]["type"]) == ("size", "")
    modelverse = caller.post(size="1K")
    assert modelverse.json()["error"]["param"] == modelverse.headers["x-request-id"]
