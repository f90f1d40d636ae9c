"""No request body above its limit reaches Django."""

from collections.abc import Iterable
from typing import Any

import pytest

from studio.infra.server.request_limits import (
    CAP,
    REFERENCE_CAP,
    limit_bodies,
)


class Call:
    """One request against an application that, like Django, reads the whole body before it responds."""

    def __init__(self, path: str, chunks: Iterable[bytes], *, announced: int | None = None) -> None:
        headers = [] if announced is None else [(b"content-length", str(announced).encode())]
        self.scope = {"type": "http", "path": path, "headers": headers}
        self.chunks = list(chunks)
        self.read = 0
        self.sent: list[dict[str, Any]] = []

    async def run(self) -> int:
        await limit_bodies(self._application)(self.scope, self._receive, self._send)
        return int(self.sent[0]["status"])

    async def _application(self, scope: Any, receive: Any, send: Any) -> None:
        more = True
        while more:
            more = (await receive())["more_body"]
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def _receive(self) -> dict[str, Any]:
        chunk = self.chunks.pop(0)
        self.read += len(chunk)
        return {"type": "http.request", "body": chunk, "more_body": bool(self.chunks)}

    async def _send(self, message: Any) -> None:
        self.sent.append(message)


CAPS = [("/gallery/", CAP), ("/references/", REFERENCE_CAP), ("/runs/", REFERENCE_CAP)]


@pytest.mark.parametrize(("path", "cap"), CAPS)
async def test_a_body_at_the_cap_passes(path: str, cap: int) -> None:
    assert await Call(path, [b"x" * cap], announced=cap).run() == 200


@pytest.mark.parametrize(("path", "cap"), CAPS)
async def test_an_announced_body_above_the_cap_is_refused_unread(path: str, cap: int) -> None:
    call = Call(path, [b"x" * (cap + 1)], announced=cap + 1)
    assert await call.run() == 413
    assert call.read == 0


@pytest.mark.parametrize("announced", [None, 10])
async def test_a_body_that_grows_above_the_cap_is_refused_there(announced: int | None) -> None:
    call = Call("/gallery/", [b"x" * 65_536] * 1_000, announced=announced)
    assert await call.run() == 413
    assert call.read <= CAP + 65_536
    assert b"too large" in call.sent[1]["body"]
