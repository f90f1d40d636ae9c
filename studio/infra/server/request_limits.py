"""Size limits of request bodies: a larger one is refused before it is read or spooled to disk."""

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

type Message = dict[str, Any]
type Receive = Callable[[], Awaitable[Any]]
type Send = Callable[[Any], Awaitable[None]]
type Application = Callable[[Message, Receive, Send], Coroutine[Any, Any, None]]

MEBIBYTE = 1024 * 1024
REFERENCE_CAP = 31 * MEBIBYTE  # one reference image of at most 30 MB, in a multipart form
CAP = 2 * MEBIBYTE
# Without JavaScript, references are sent with the run's form; a team can have an avatar.
PATHS_WITH_IMAGES = ("/references/", "/runs/", "/teams/")


class _TooLarge(Exception):
    pass


def limit_bodies(application: Application) -> Application:
    """Responds with 413 when a body is larger than its path allows, by its Content-Length or its actual size."""

    async def limited(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await application(scope, receive, send)
            return
        cap = REFERENCE_CAP if scope["path"].startswith(PATHS_WITH_IMAGES) else CAP
        if _content_length(scope) > cap:
            await _refuse(send)
            return
        started = received = 0

        async def counted_receive() -> Message:
            nonlocal received
            message: Message = await receive()
            received += len(message.get("body", b""))
            if received > cap:
                raise _TooLarge
            return message

        async def tracked_send(message: Message) -> None:
            nonlocal started
            started = 1
            await send(message)

        try:
            await application(scope, counted_receive, tracked_send)
        except _TooLarge:
            if not started:
                await _refuse(send)

    return limited


def _content_length(scope: Message) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value) if value.isdigit() else 0
    return 0


async def _refuse(send: Send) -> None:
    text = b"The request is too large.\n"
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(text)).encode()),
        # The rest of the body is not read: the connection cannot be used again.
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": text})
