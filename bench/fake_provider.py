"""A fake provider for benchmarks: streams like the real one, records when each event is sent, serves sample images.

The prompt is a script in JSON: {"image": "4k", "initial_delay": 0.3, "interval": 0.1, "barrier": 200} waits until 200
calls are open, then 0.3 s, then sends an image every 0.1 s. Run as `python -m bench.fake_provider PORT FOLDER`, with
the images in the folder.
"""

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import uvicorn

type Send = Callable[[dict[str, Any]], Awaitable[None]]
type Receive = Callable[[], Awaitable[dict[str, Any]]]

BARRIER_TIMEOUT = 60.0  # a barrier that is not reached opens after this; `peak` shows it
TOKENS = 16_384


class FakeProvider:
    """The ASGI app. `/ledger` returns when each event of a call was sent (monotonic clock), and the peak of calls."""

    def __init__(self, folder: Path, origin: str) -> None:
        self._images = {path.stem: path.read_bytes() for path in folder.glob("*.jpg")}
        self._origin = origin
        self._timestamps: dict[str, list[float]] = {}
        self._open = self._peak = 0

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        path = scope["path"]
        if path.endswith("/images/generations"):
            await self._generate(scope, await _read_body(receive), send)
        elif path.startswith("/files/"):
            await _respond(send, self._images[path.split("/")[2]], b"image/jpeg")
        else:
            ledger = {"timestamps": self._timestamps, "peak": self._peak}
            await _respond(send, json.dumps(ledger).encode(), b"application/json")

    async def _generate(self, scope: dict[str, Any], body: bytes, send: Send) -> None:
        request = json.loads(body)
        headers = dict(scope["headers"])
        call = headers.get(b"x-studio-nonce", b"plain").decode()
        self._open += 1
        self._peak = max(self._peak, self._open)
        try:
            await send(_response_start(b"text/event-stream"))
            async for message in self._messages(request, call):
                await send({"type": "http.response.body", "body": message, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        finally:
            self._open -= 1

    async def _messages(self, request: dict[str, Any], call: str) -> AsyncIterator[bytes]:
        script = json.loads(request["prompt"])
        images = request.get("sequential_image_generation_options", {}).get("max_images", 1)
        await self._wait_at_barrier(script.get("barrier", 0))
        await asyncio.sleep(script.get("initial_delay", 0))
        timestamps = self._timestamps.setdefault(call, [])
        for index in range(images):
            url = f"{self._origin}/files/{script['image']}/{call}-{index}.jpg"
            timestamps.append(time.monotonic())
            yield _event("partial_succeeded", image_index=index, url=url, size="2048x2048")
            await asyncio.sleep(script.get("interval", 0))
        usage = {"generated_images": images, "output_tokens": TOKENS, "total_tokens": TOKENS}
        yield _event("completed", usage=usage)
        yield b"data: [DONE]\n\n"

    async def _wait_at_barrier(self, calls: int) -> None:
        deadline = time.monotonic() + BARRIER_TIMEOUT
        while self._peak < calls and time.monotonic() < deadline:
            await asyncio.sleep(0.05)


def _event(kind: str, **payload: Any) -> bytes:
    name = f"image_generation.{kind}"
    data = {"type": name, "model": "bench", "created": int(time.time()), **payload}
    return f"event: {name}\ndata: {json.dumps(data)}\n\n".encode()


async def _read_body(receive: Receive) -> bytes:
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return body


def _response_start(media_type: bytes, *headers: tuple[bytes, bytes]) -> dict[str, Any]:
    return {
        "type": "http.response.start",
        "status": 200,
        "headers": [(b"content-type", media_type), *headers],
    }


async def _respond(send: Send, body: bytes, media_type: bytes) -> None:
    await send(_response_start(media_type, (b"content-length", str(len(body)).encode())))
    await send({"type": "http.response.body", "body": body})


if __name__ == "__main__":
    _port, _folder = int(sys.argv[1]), Path(sys.argv[2])
    _app = FakeProvider(_folder, f"http://127.0.0.1:{_port}")
    uvicorn.run(
        _app, port=_port, lifespan="off", log_level="critical", access_log=False, timeout_graceful_shutdown=1
    )
