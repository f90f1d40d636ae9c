"""What a good request gets: the JSON document and the event stream of the contract."""

import base64
import json
import re
import time
from io import BytesIO

from PIL import Image

from studio.sandbox.server import running
from tests.latency import Pace
from tests.sandbox.client import (
    PATH,
    Caller,
    grouped,
    order,
)


def test_a_request_gets_the_document_of_the_reference(caller):
    answer = caller.post(size="2048x2048", watermark=False)
    document = answer.json()
    assert answer.headers["content-type"] == "application/json"
    assert list(document) == ["model", "created", "data", "usage"]
    assert document["model"] == "doubao-seedream-4-5-251128"
    assert abs(document["created"] - time.time()) < 60
    assert document["usage"] == {"generated_images": 1, "output_tokens": 16384, "total_tokens": 16384}
    assert [list(item) for item in document["data"]] == [["url", "size"]]
    assert document["data"][0]["size"] == "2048x2048"


def test_both_paths_answer_alike(caller):
    first, second = caller.post().json(), caller.post(path="/api/v3/images/generations").json()
    assert first["usage"] == second["usage"]


def test_every_answer_carries_a_request_id(caller):
    ids = {caller.post().headers["x-request-id"], caller.post(size="1K").headers["x-request-id"]}
    assert len(ids) == 2


def test_a_stream_is_written_as_the_live_service_writes_it(caller):
    answer = caller.post(stream=True, size="2496x1664")
    assert answer.headers["content-type"] == "text/event-stream"
    first, completed, done, rest = answer.text.split("\n\n")
    assert re.fullmatch(
        r"event: image_generation\.partial_succeeded\ndata: \{.*\}",
        first,
    )
    event = json.loads(first.partition("data: ")[2])
    assert list(event) == ["type", "model", "created", "image_index", "url", "size"]
    assert (event["image_index"], event["size"]) == (0, "2496x1664")
    assert completed.startswith(
        'event: image_generation.completed\ndata: {"type":"image_generation.completed",'
    )
    assert '"usage":{"generated_images":1,"output_tokens":16224,"total_tokens":16224}' in completed
    assert (done, rest) == ("data: [DONE]", "")


def test_base64_is_the_picture_itself(caller):
    item = caller.post(response_format="b64_json").json()["data"][0]
    picture = Image.open(BytesIO(base64.b64decode(item["b64_json"], validate=True)))
    assert (picture.format, picture.size) == ("JPEG", (2048, 2048))
    assert "url" not in item


def test_a_stream_can_carry_base64(caller):
    image, completed = caller.stream(response_format="b64_json")
    assert base64.b64decode(image["b64_json"], validate=True)[:2] == b"\xff\xd8"
    assert completed["usage"]["generated_images"] == 1


def test_an_image_is_announced_before_the_next_one_is_made(settings_for):
    pace, body = Pace(), order(stream=True, **grouped(3))
    let = pace.hold(body["prompt"], after=1)
    with running(settings_for(painter=pace.paint)) as base, Caller(base) as caller:
        with caller.http.stream("POST", PATH, json=body) as answer:
            next(line for line in answer.iter_lines() if line.startswith("data: "))
            assert len(caller.book()["calls"][0]["billed"]) == 1
            let(3)
        caller.settled()


def test_the_usual_questions_are_answered(caller):
    assert caller.http.get("/healthz").json() == {"status": "ok"}
    assert caller.http.get("/v1/images/generations").status_code == 405
    assert caller.http.get("/elsewhere").status_code == 404
