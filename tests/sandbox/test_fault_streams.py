"""Scripted irregularities in the events and bytes of a stream."""

import base64
import binascii
import json

import pytest

from tests.sandbox.client import group_fields


def _raw(sandbox, fault, images=2, **fields):
    return sandbox.post(fault=fault, stream=True, **group_fields(images), **fields).content


def _indexes(events):
    return [event["image_index"] for event in events if "image_index" in event]


def test_indexes_can_be_repeated_missing_or_reordered(sandbox):
    assert _indexes(sandbox.group(2, fault="repeat_index")) == [0, 0, 1, 1]
    assert _indexes(sandbox.group(2, fault="missing_index")) == []
    assert _indexes(sandbox.group(5, fault="reorder")) == [1, 0, 3, 2, 4]


def test_the_completed_event_can_be_missing_repeated_or_wrong(sandbox):
    types = [event["type"].rpartition(".")[2] for event in sandbox.stream(fault="two_completed")]
    assert types == ["partial_succeeded", "completed", "completed"]
    assert [event["image_index"] for event in sandbox.stream(fault="no_completed")] == [0]
    assert sandbox.stream(fault="wrong_usage")[-1]["usage"]["output_tokens"] == 17384
    assert sandbox.post(fault="wrong_usage").json()["usage"]["generated_images"] == 2


def test_unknown_event_types_can_be_interleaved(sandbox):
    types = [event["type"].rpartition(".")[2] for event in sandbox.stream(fault="unknown_type")]
    assert types == ["progress", "partial_succeeded", "progress", "completed"]


def test_the_end_of_the_stream_can_be_incomplete(sandbox):
    assert _raw(sandbox, "no_done").endswith(b"}\n\n")
    assert _raw(sandbox, "no_final_blank").endswith(b'"total_tokens":32768}}\n')
    assert _raw(sandbox, "no_final_blank:1").endswith(b'"total_tokens":32768}}')


def test_line_endings_and_the_bom_can_vary(sandbox):
    assert _raw(sandbox, "bom").startswith(b"\xef\xbb\xbfevent: ")
    assert b"\n" not in _raw(sandbox, "cr")
    assert b"\r\ndata: " in _raw(sandbox, "crlf")
    assert _raw(sandbox, "crlf").count(b"\n") == _raw(sandbox, "crlf").count(b"\r\n")


def test_the_formatting_of_events_can_vary(sandbox):
    assert b"event:" not in _raw(sandbox, "no_event_line")
    assert _raw(sandbox, "with_comments").count(b": heartbeat\n") == 4
    assert _raw(sandbox, "multi_data").count(b"data: ") > 8
    assert json.loads(_raw(sandbox, "split_utf8").partition(b"data: ")[2].split(b"\n")[0])["note"].startswith(
        "图像"
    )
    assert _raw(sandbox, "drip:40").endswith(b"data: [DONE]\n\n")


def test_a_line_can_be_very_long(sandbox):
    assert len(_raw(sandbox, "long_line:2", images=1)) > 4 * 1024**2


def test_base64_can_be_truncated(sandbox):
    event = sandbox.stream(fault="truncated_base64", response_format="b64_json")[0]
    with pytest.raises(binascii.Error):
        base64.b64decode(event["b64_json"], validate=True)


def test_the_content_type_can_be_wrong(sandbox):
    assert sandbox.post(fault="wrong_type", stream=True).headers["content-type"] == "text/plain"


def test_faults_can_be_combined_in_header_and_prompt(sandbox):
    events = sandbox.group(3, fault="no_completed,fail:0,2", prompt="x [[fault:repeat_index]]")
    assert [(event["image_index"], "error" in event) for event in events] == [
        (0, True),
        (0, True),
        (1, False),
        (1, False),
        (2, True),
        (2, True),
    ]
