"""An in-process request to the studio's ASGI application: observe its messages, disconnect at any time."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

from studio.asgi import application
from tests.api.client import PATH, body

TIMEOUT = 60.0  # seconds


class AsgiCall:
    """`async with AsgiCall(secret) as call`; `sent` holds the messages of the response so far."""

    def __init__(
        self, secret: str, *, chunks: list[bytes] | None = None, ends: bool = True, **fields: Any
    ) -> None:
        headers = [(b"host", b"localhost"), (b"authorization", f"Bearer {secret}".encode())]
        self.scope = {"type": "http", "method": "POST", "path": PATH, "query_string": b"", "headers": headers}
        self.sent: list[dict[str, Any]] = []
        parts = chunks or [json.dumps(body(**fields)).encode()]
        self._body = [
            {"type": "http.request", "body": part, "more_body": not ends or part is not parts[-1]}
            for part in parts
        ]
        self._disconnected, self._changed = asyncio.Event(), asyncio.Condition()

    async def __aenter__(self) -> "AsgiCall":
        self.task = asyncio.create_task(application(self.scope, self._receive, self._send))
        return self

    async def __aexit__(self, *error: object) -> None:
        self.disconnect()
        await asyncio.wait_for(self.task, TIMEOUT)

    def disconnect(self) -> None:
        self._disconnected.set()

    @property
    def status(self) -> int:
        return int(self.sent[0]["status"])

    @property
    def headers(self) -> dict[str, str]:
        return {name.decode(): value.decode() for name, value in self.sent[0]["headers"]}

    @property
    def text(self) -> str:
        return b"".join(message.get("body", b"") for message in self.sent[1:]).decode()

    @property
    def error(self) -> dict[str, str]:
        error: dict[str, str] = json.loads(self.text)["error"]
        return error

    async def wait_until(self, is_true: Callable[[], object]) -> None:
        async with asyncio.timeout(TIMEOUT), self._changed:
            await self._changed.wait_for(is_true)

    async def wait_until_ended(self) -> None:
        await asyncio.wait_for(asyncio.shield(self.task), TIMEOUT)

    async def _receive(self) -> dict[str, Any]:
        if self._body:
            return self._body.pop(0)
        await self._disconnected.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: dict[str, Any]) -> None:
        async with self._changed:
            self.sent.append(message)
            self._changed.notify_all()
