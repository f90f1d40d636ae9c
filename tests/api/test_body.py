"""Receiving a request body: in any chunks, complete, or refused with a clear error."""

import asyncio
import errno
import json

import pytest

from studio.api.generate import body
from studio.provider.server.body_parser import BodyParser
from studio.provider.server.errors import Refusal
from studio.provider.server.http_exchange import Exchange


def exchange(*chunks: bytes, ends: bool = True) -> Exchange:
    messages = [{"type": "http.request", "body": chunk, "more_body": True} for chunk in chunks]
    messages[-1]["more_body"] = not ends

    async def receive():
        if messages:
            return messages.pop(0)
        return await asyncio.Event().wait()

    async def send(_message):
        raise AssertionError("Nobody responds here.")

    scope = {"method": "POST", "path": "/", "query_string": b"", "headers": []}
    return Exchange(scope, receive, send)


async def test_chunks_are_joined_and_long_data_is_written_to_a_file(tmp_path):
    text = json.dumps({"prompt": "x", "images": ["data:image/png;base64," + "A" * 100_000]}).encode()
    received = await body.receive(exchange(text[:70_000], text[70_000:]), tmp_path, key=1)
    assert received.payload["prompt"] == "x"
    assert [path.parent for path in received.extracted.values()] == [tmp_path]


async def test_a_body_that_stops_arriving_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(body, "SECONDS", 0.01)
    with pytest.raises(Refusal) as caught:
        await body.receive(exchange(b'{"prompt"', ends=False), tmp_path, key=1)
    assert caught.value.status == 408


async def test_a_full_disk_is_reported_with_a_retry_after(tmp_path, monkeypatch):
    def full(self, chunk):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(BodyParser, "feed", full)
    with pytest.raises(Refusal, match="no room") as caught:
        await body.receive(exchange(b"{}"), tmp_path, key=1)
    assert (caught.value.status, caught.value.retry_after) == (503, "60")


async def test_one_key_gets_half_of_the_slots_for_large_bodies(tmp_path):
    reading: list[int] = []
    started = asyncio.Event()

    def start_request(key: int) -> asyncio.Task:
        request = exchange(b"{}")

        async def chunks():
            reading.append(key)
            if key == 2:
                started.set()
            await asyncio.Event().wait()
            yield b""

        request.body = chunks
        return asyncio.create_task(body.receive(request, tmp_path, key=key))

    tasks = [start_request(key) for key in (*[1] * body.LARGE_AT_ONCE, 2)]
    async with asyncio.timeout(60):
        await started.wait()
    assert reading == [*[1] * body.LARGE_PER_KEY, 2]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
