"""Scripted oddities of a stream's events and bytes."""

import base64
import binascii
import json

import pytest

from tests.sandbox.client import grouped


def _raw(caller, fault, images=2, **fields):
    return caller.post(fault=fault, stream=True, **grouped(images), **fields).content


def _indexes(events):
    return [event["image_index"] for event in events if "image_index" in event]


def test_indexes_are_repeated_missing_or_reordered(caller):
    assert _indexes(caller.group(2, fault="repeat_index")) == [0, 0, 1, 1]
    assert _indexes(caller.group(2, fault="missing_index")) == []
    assert _indexes(caller.group(5, fault="reorder")) == [1, 0, 3, 2, 4]


def test_completed_is_missing_doubled_or_wrong(caller):
    types = [event["type"].rpartition(".")[2] for event in caller.stream(fault="two_completed")]
    assert types == ["partial_succeeded", "completed", "completed"]
    assert [event["image_index"] for event in caller.stream(fault="no_completed")] == [0]
    assert caller.stream(fault="wrong_usage")[-1]["usage"]["output_tokens"] == 17384
    assert caller.post(fault="wrong_usage").json()["usage"]["generated_images"] == 2


def test_unknown_types_come_in_between(caller):
    types = [event["type"].rpartition(".")[2] for event in caller.stream(fault="unknown_type")]
    assert types == ["progress", "partial_succeeded", "progress", "completed"]


def test_the_end_may_be_abrupt(caller):
    assert _raw(caller, "no_done").endswith(b"}\n\n")
    assert _raw(caller, "no_final_blank").endswith(b'"total_tokens":32768}}\n')
    assert _raw(caller, "no_final_blank:1").endswith(b'"total_tokens":32768}}')


def test_line_ends_and_marks(caller):
    assert _raw(caller, "bom").startswith(b"\xef\xbb\xbfevent: ")
    assert b"\n" not in _raw(caller, "cr")
    assert b"\r\ndata: " in _raw(caller, "crlf")
    assert _raw(caller, "crlf").count(b"\n") == _raw(caller, "crlf").count(b"\r\n")


def test_other_dress(caller):
    assert b"event:" not in _raw(caller, "no_event_line")
    assert _raw(caller, "with_comments").count(b": heartbeat\n") == 4
    assert _raw(caller, "multi_data").count(b"data: ") > 8
    assert json.loads(_raw(caller, "split_utf8").partition(b"data: ")[2].split(b"\n")[0])["note"].startswith(
        "图像"
    )
    assert _raw(caller, "drip:40").endswith(b"data: [DONE]\n\n")


def test_a_line_may_be_very_long(caller):
    assert len(_raw(caller, "long_line:2", images=1)) > 4 * 1024**2


def test_base64_may_be_cut(caller):
    event = caller.stream(fault="truncated_base64", response_format="b64_json")[0]
    with pytest.raises(binascii.Error):
        base64.b64decode(event["b64_json"], validate=True)


def test_the_content_type_may_lie(caller):
    assert caller.post(fault="wrong_type", stream=True).headers["content-type"] == "text/plain"


def test_faults_can_be_combined_in_header_and_prompt(caller):
    events = caller.group(3, fault="no_completed,fail:0,2", prompt="x [[fault:repeat_index]]")
    assert [(event["image_index"], "error" in event) for event in events] == [
        (0, True),
        (0, True),
        (1, False),
        (1, False),
        (2, True),
        (2, True),
    ]
