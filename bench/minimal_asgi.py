"""A minimal ASGI app as the baseline: it streams keep-alives, and writes a request body to a file.

Run as `python -m bench.minimal_asgi PORT [FILE]`.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import uvicorn

type Send = Callable[[dict[str, Any]], Awaitable[None]]
type Receive = Callable[[], Awaitable[dict[str, Any]]]


async def app(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    if scope["path"] == "/stream":
        await _stream(receive, send)
        return
    await _save(receive)
    await _start(send, b"text/plain")
    await send({"type": "http.response.body", "body": b"saved"})


async def _stream(receive: Receive, send: Send) -> None:
    """Sends keep-alives until the client disconnects, as every stream has to detect."""
    await receive()
    await _start(send, b"text/event-stream")
    sending, disconnect = asyncio.create_task(_send_keep_alives(send)), asyncio.create_task(receive())
    await asyncio.wait({sending, disconnect}, return_when=asyncio.FIRST_COMPLETED)
    sending.cancel()


async def _send_keep_alives(send: Send) -> None:
    while True:
        await send({"type": "http.response.body", "body": b": still here\n\n", "more_body": True})
        await asyncio.sleep(10)


async def _start(send: Send, media_type: bytes) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", media_type)]})


async def _save(receive: Receive) -> None:
    more = True
    with open(sys.argv[2], "wb") as file:
        while more:
            message = await receive()
            file.write(message.get("body", b""))
            more = message.get("more_body", False)


if __name__ == "__main__":
    uvicorn.run(
        app,
        port=int(sys.argv[1]),
        lifespan="off",
        log_level="critical",
        access_log=False,
        timeout_graceful_shutdown=1,
    )
