"""Scripted failures of images."""

MODERATED, BROKEN = "OutputImageSensitiveContentDetected", "InternalServiceError"


def _codes(events):
    return [event.get("error", {}).get("code") for event in events]


def test_after_a_moderation_failure_the_next_images_are_made(caller):
    events = caller.group(5, fault="fail:1,3")
    assert _codes(events) == [None, MODERATED, None, MODERATED, None, None]
    assert events[-1]["usage"] == {"generated_images": 3, "output_tokens": 49152, "total_tokens": 49152}


def test_after_an_internal_error_the_rest_is_not_tried(caller):
    events = caller.group(5, fault="internal:1")
    assert _codes(events) == [None, BROKEN, None]
    assert events[-1]["usage"]["generated_images"] == 1


def test_failures_stand_in_the_document_too(caller):
    answer = caller.post(
        fault="fail:0",
        sequential_image_generation="auto",
        sequential_image_generation_options={"max_images": 2},
    ).json()
    assert list(answer["data"][0]) == ["error"]
    assert "error" not in answer["data"][1]


def test_a_whole_run_can_fail_in_its_stream(caller):
    events = caller.group(4, fault="abort:2")
    assert _codes(events) == [None, None, BROKEN]
    assert list(events[-1]) == ["error"]
    assert caller.book()["billed"] == 2


def test_a_whole_run_can_fail_as_a_document(caller):
    answer = caller.post(fault="abort")
    assert (answer.status_code, answer.json()["error"]["code"]) == (500, BROKEN)


def test_the_model_may_make_fewer(caller):
    assert caller.group(6, fault="fewer:2")[-1]["usage"]["generated_images"] == 2


def test_only_made_images_are_billed(caller):
    caller.group(4, fault="fail:0,internal:3")
    call = caller.book()["calls"][0]
    assert [one["index"] for one in call["billed"]] == [1, 2]
    assert [(one["index"], one["code"]) for one in call["failed"]] == [(0, MODERATED), (3, BROKEN)]
