"""Responses to valid requests: the JSON document and the event stream of the contract."""

import base64
import json
import re
import time
from io import BytesIO

from PIL import Image

from studio.sandbox.server import running
from tests.pausable_painter import PausablePainter
from tests.sandbox.client import (
    PATH,
    SandboxClient,
    group_fields,
    request_body,
)


def test_the_response_is_the_json_document_of_the_api_reference(sandbox):
    response = sandbox.post(size="2048x2048", watermark=False)
    document = response.json()
    assert response.headers["content-type"] == "application/json"
    assert list(document) == ["model", "created", "data", "usage"]
    assert document["model"] == "doubao-seedream-4-5-251128"
    assert abs(document["created"] - time.time()) < 60
    assert document["usage"] == {"generated_images": 1, "output_tokens": 16384, "total_tokens": 16384}
    assert [list(item) for item in document["data"]] == [["url", "size"]]
    assert document["data"][0]["size"] == "2048x2048"


def test_both_paths_return_the_same_usage(sandbox):
    first, second = sandbox.post().json(), sandbox.post(path="/api/v3/images/generations").json()
    assert first["usage"] == second["usage"]


def test_every_response_has_its_own_request_id(sandbox):
    ids = {sandbox.post().headers["x-request-id"], sandbox.post(size="1K").headers["x-request-id"]}
    assert len(ids) == 2


def test_a_stream_has_the_format_of_the_live_service(sandbox):
    response = sandbox.post(stream=True, size="2496x1664")
    assert response.headers["content-type"] == "text/event-stream"
    first, completed, done, rest = response.text.split("\n\n")
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


def test_base64_contains_the_image_itself(sandbox):
    item = sandbox.post(response_format="b64_json").json()["data"][0]
    image = Image.open(BytesIO(base64.b64decode(item["b64_json"], validate=True)))
    assert (image.format, image.size) == ("JPEG", (2048, 2048))
    assert "url" not in item


def test_a_stream_can_carry_base64(sandbox):
    image, completed = sandbox.stream(response_format="b64_json")
    assert base64.b64decode(image["b64_json"], validate=True)[:2] == b"\xff\xd8"
    assert completed["usage"]["generated_images"] == 1


def test_an_image_is_announced_before_the_next_one_is_made(make_settings):
    painter, body = PausablePainter(), request_body(stream=True, **group_fields(3))
    allow = painter.hold(body["prompt"], after=1)
    with running(make_settings(painter=painter.paint)) as base_url, SandboxClient(base_url) as sandbox:
        with sandbox.http.stream("POST", PATH, json=body) as response:
            next(line for line in response.iter_lines() if line.startswith("data: "))
            assert len(sandbox.ledger()["calls"][0]["billed"]) == 1
            allow(3)
        sandbox.settled_ledger()


def test_health_wrong_methods_and_unknown_paths_have_the_usual_status(sandbox):
    assert sandbox.http.get("/healthz").json() == {"status": "ok"}
    assert sandbox.http.get("/v1/images/generations").status_code == 405
    assert sandbox.http.get("/elsewhere").status_code == 404
