"""A call without streaming: one response with all images."""

import asyncio
import base64
import json
from pathlib import Path
from typing import Any

import pytest

from studio.provider.client import Client
from studio.provider.errors import Outcome, ProviderError
from studio.provider.models import MODELS
from studio.provider.providers import KINDS
from studio.provider.requests import GenerationRequest
from studio.provider.sizes import Size
from studio.provider.stream.events import (
    Completed,
    Event,
    ImageFailed,
    ImageSucceeded,
)
from tests.provider.factories import THREE_IMAGES, make_client
from tests.provider.fake_server import (
    Connection,
    ReceivedRequest,
    Script,
    fake_server,
    responding,
)

USAGE = {"generated_images": 2, "output_tokens": 32768, "total_tokens": 32768}


async def generate(script: Script, **options: Any) -> list[Event]:
    async with fake_server(script) as server, make_client(server.url, **options) as client:
        events = await client.generate(THREE_IMAGES)
        assert json.loads(server.received[0].body)["stream"] is False
    return events


def json_response(*items: dict[str, Any], **fields: Any) -> Script:
    return responding(200, json.dumps({"model": "m", "created": 1, "data": items, **fields}).encode())


async def test_every_item_is_an_event_and_the_usage_is_the_last() -> None:
    events = await generate(
        json_response(
            {"url": "https://results.example/0.jpg", "size": "2048x2048"},
            {"error": {"code": "OutputImageSensitiveContentDetected", "message": "No."}},
            {"url": "https://results.example/2.jpg", "size": "1760×2368"},
            usage=USAGE,
        )
    )
    assert events == [
        ImageSucceeded(index=0, url="https://results.example/0.jpg", size=Size(2048, 2048)),
        ImageFailed(index=1, code="OutputImageSensitiveContentDetected", message="No."),
        ImageSucceeded(index=2, url="https://results.example/2.jpg", size=Size(1760, 2368)),
        Completed(images=2, output_tokens=32768, total_tokens=32768),
    ]


async def test_data_can_be_shorter_than_requested_and_usage_missing() -> None:
    assert await generate(json_response()) == [Completed()]


async def test_a_failure_of_the_entire_call_in_a_200_is_an_error() -> None:
    with pytest.raises(ProviderError) as caught:
        await generate(responding(200, b'{"error":{"code":"InternalServiceError","message":"Sorry."}}'))
    assert caught.value.outcome is Outcome.RETRY


async def test_base64_items_go_to_files(tmp_path: Path) -> None:
    image_bytes = bytes(range(256)) * 100
    events = await generate(
        json_response({"b64_json": base64.b64encode(image_bytes).decode(), "size": "2048x2048"}),
        spool=tmp_path,
    )
    assert isinstance(events[0], ImageSucceeded)
    assert events[0].b64_path is not None
    assert events[0].b64_path.read_bytes() == image_bytes


async def test_broken_base64_leaves_no_file(tmp_path: Path) -> None:
    events = await generate(json_response({"b64_json": "/9j/4", "size": "2048x2048"}), spool=tmp_path)
    assert isinstance(events[0], ImageFailed)
    assert list(tmp_path.iterdir()) == []


async def test_a_truncated_response_leaves_the_outcome_unknown() -> None:
    async def script(received: ReceivedRequest, wire: Connection) -> None:
        await wire.write(b'HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{"data":[')

    with pytest.raises(ProviderError) as caught:
        await generate(script)
    assert caught.value.outcome is Outcome.UNKNOWN


async def test_an_endless_response_is_refused() -> None:
    async def script(received: ReceivedRequest, wire: Connection) -> None:
        await wire.write(b'HTTP/1.1 200 OK\r\n\r\n{"data":[')
        while True:
            await wire.write(b" " * 1_000_000)

    with pytest.raises(ProviderError) as caught:
        await generate(script)
    assert caught.value.code == "InvalidResponse"


async def test_a_single_response_can_take_longer_than_the_event_deadline() -> None:
    async def script(received: ReceivedRequest, wire: Connection) -> None:
        await asyncio.sleep(0.4)
        await json_response(usage=USAGE)(received, wire)

    assert await generate(script, event_deadline=0.1)


async def test_a_model_the_provider_does_not_offer_is_refused_before_sending() -> None:
    request = GenerationRequest(prompt="A vase", model=MODELS["doubao-seedream-4.0"])
    async with (
        fake_server(json_response()) as server,
        Client(KINDS["modelverse"], server.url, "key") as client,
    ):
        with pytest.raises(ProviderError) as caught:
            await client.generate(request)
    assert (caught.value.code, caught.value.outcome) == ("ModelNotOffered", Outcome.PERMANENT)
    assert server.received == []
