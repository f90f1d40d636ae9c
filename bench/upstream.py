"""A tiny upstream for measurements: speaks the provider's stream, stamps each event, hands out prepared pictures.

The prompt is the script, in JSON: {"picture": "4k", "lead": 0.3, "pause": 0.1, "gate": 200} waits until 200 calls
are open, then 0.3 s, then sends an image every 0.1 s. Run as `python -m bench.upstream PORT FOLDER`, with the
pictures in the folder.
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

GATE_SECONDS = 60.0  # a gate that does not fill opens by itself; the peak tells
TOKENS = 16_384


class Upstream:
    """The ASGI app. `/ledger` tells when each event of each call left (on the monotonic clock), and the peak."""

    def __init__(self, folder: Path, origin: str) -> None:
        self._pictures = {path.stem: path.read_bytes() for path in folder.glob("*.jpg")}
        self._origin = origin
        self._stamps: dict[str, list[float]] = {}
        self._open = self._peak = 0

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        path = scope["path"]
        if path.endswith("/images/generations"):
            await self._generate(scope, await _body(receive), send)
        elif path.startswith("/files/"):
            await _answer(send, self._pictures[path.split("/")[2]], b"image/jpeg")
        else:
            book = {"stamps": self._stamps, "peak": self._peak}
            await _answer(send, json.dumps(book).encode(), b"application/json")

    async def _generate(self, scope: dict[str, Any], body: bytes, send: Send) -> None:
        request = json.loads(body)
        headers = dict(scope["headers"])
        call = headers.get(b"x-studio-nonce", b"plain").decode()
        self._open += 1
        self._peak = max(self._peak, self._open)
        try:
            await send(_start(b"text/event-stream"))
            async for message in self._messages(request, call):
                await send({"type": "http.response.body", "body": message, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        finally:
            self._open -= 1

    async def _messages(self, request: dict[str, Any], call: str) -> AsyncIterator[bytes]:
        script = json.loads(request["prompt"])
        images = request.get("sequential_image_generation_options", {}).get("max_images", 1)
        await self._gate(script.get("gate", 0))
        await asyncio.sleep(script.get("lead", 0))
        stamps = self._stamps.setdefault(call, [])
        for index in range(images):
            url = f"{self._origin}/files/{script['picture']}/{call}-{index}.jpg"
            stamps.append(time.monotonic())
            yield _event("partial_succeeded", image_index=index, url=url, size="2048x2048")
            await asyncio.sleep(script.get("pause", 0))
        usage = {"generated_images": images, "output_tokens": TOKENS, "total_tokens": TOKENS}
        yield _event("completed", usage=usage)
        yield b"data: [DONE]\n\n"

    async def _gate(self, calls: int) -> None:
        deadline = time.monotonic() + GATE_SECONDS
        while self._peak < calls and time.monotonic() < deadline:
            await asyncio.sleep(0.05)


def _event(kind: str, **payload: Any) -> bytes:
    name = f"image_generation.{kind}"
    data = {"type": name, "model": "bench", "created": int(time.time()), **payload}
    return f"event: {name}\ndata: {json.dumps(data)}\n\n".encode()


async def _body(receive: Receive) -> bytes:
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return body


def _start(media_type: bytes, *headers: tuple[bytes, bytes]) -> dict[str, Any]:
    return {
        "type": "http.response.start",
        "status": 200,
        "headers": [(b"content-type", media_type), *headers],
    }


async def _answer(send: Send, body: bytes, media_type: bytes) -> None:
    await send(_start(media_type, (b"content-length", str(len(body)).encode())))
    await send({"type": "http.response.body", "body": body})


if __name__ == "__main__":
    _port, _folder = int(sys.argv[1]), Path(sys.argv[2])
    _app = Upstream(_folder, f"http://127.0.0.1:{_port}")
    uvicorn.run(
        _app, port=_port, lifespan="off", log_level="critical", access_log=False, timeout_graceful_shutdown=1
    )
