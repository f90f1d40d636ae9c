"""Scripted failures of images."""

MODERATED, INTERNAL_ERROR = "OutputImageSensitiveContentDetected", "InternalServiceError"


def _codes(events):
    return [event.get("error", {}).get("code") for event in events]


def test_after_a_moderation_failure_the_next_images_are_generated(sandbox):
    events = sandbox.group(5, fault="fail:1,3")
    assert _codes(events) == [None, MODERATED, None, MODERATED, None, None]
    assert events[-1]["usage"] == {"generated_images": 3, "output_tokens": 49152, "total_tokens": 49152}


def test_after_an_internal_error_the_remaining_images_are_not_attempted(sandbox):
    events = sandbox.group(5, fault="internal:1")
    assert _codes(events) == [None, INTERNAL_ERROR, None]
    assert events[-1]["usage"]["generated_images"] == 1


def test_failures_are_in_the_json_document_too(sandbox):
    document = sandbox.post(
        fault="fail:0",
        sequential_image_generation="auto",
        sequential_image_generation_options={"max_images": 2},
    ).json()
    assert list(document["data"][0]) == ["error"]
    assert "error" not in document["data"][1]


def test_an_entire_run_can_fail_in_its_stream(sandbox):
    events = sandbox.group(4, fault="abort:2")
    assert _codes(events) == [None, None, INTERNAL_ERROR]
    assert list(events[-1]) == ["error"]
    assert sandbox.ledger()["billed"] == 2


def test_an_entire_run_can_fail_as_a_json_document(sandbox):
    response = sandbox.post(fault="abort")
    assert (response.status_code, response.json()["error"]["code"]) == (500, INTERNAL_ERROR)


def test_the_model_can_generate_fewer_images(sandbox):
    assert sandbox.group(6, fault="fewer:2")[-1]["usage"]["generated_images"] == 2


def test_only_generated_images_are_billed(sandbox):
    sandbox.group(4, fault="fail:0,internal:3")
    call = sandbox.ledger()["calls"][0]
    assert [image["index"] for image in call["billed"]] == [1, 2]
    assert [(image["index"], image["code"]) for image in call["failed"]] == [
        (0, MODERATED),
        (3, INTERNAL_ERROR),
    ]
