"""When a request is notified that its browser has disconnected."""

import asyncio
from typing import Any

from studio.infra.server.disconnect import defer_disconnect
from studio.infra.server.request_limits import (
    Message,
    Receive,
    Send,
)

DISCONNECTED = {"type": "http.disconnect"}
START = {"type": "http.response.start", "status": 200, "headers": []}


class Browser:
    """Sends its messages at once, and records the response."""

    def __init__(self, *messages: Message) -> None:
        self._messages = list(messages)
        self.responses: list[Any] = []

    async def receive(self) -> Message:
        return self._messages.pop(0)

    async def send(self, message: Message) -> None:
        self.responses.append(message)


def body(*, more: bool = False) -> Message:
    return {"type": "http.request", "body": b"x", "more_body": more}


async def test_a_disconnect_is_deferred_until_the_response_starts() -> None:
    received: list[str] = []

    async def page(_scope: Message, receive: Receive, send: Send) -> None:
        await receive()
        listening = asyncio.create_task(receive())
        await asyncio.sleep(0.05)
        received.append("nothing" if not listening.done() else "left")
        await send(START)
        received.append((await listening)["type"])

    browser = Browser(body(), DISCONNECTED)
    await defer_disconnect(page)({"type": "http"}, browser.receive, browser.send)
    assert received == ["nothing", "http.disconnect"]
    assert browser.responses == [START]


async def test_a_disconnect_within_the_body_is_received_at_once() -> None:
    received: list[str] = []

    async def page(_scope: Message, receive: Receive, _send: Send) -> None:
        received.extend([(await receive())["type"], (await receive())["type"]])

    browser = Browser(body(more=True), DISCONNECTED)
    await defer_disconnect(page)({"type": "http"}, browser.receive, browser.send)
    assert received == ["http.request", "http.disconnect"]


async def test_messages_of_other_scopes_pass() -> None:
    received: list[Any] = []

    async def lifespan(_scope: Message, receive: Receive, _send: Send) -> None:
        received.extend([await receive(), await receive()])

    browser = Browser({"type": "lifespan.startup"}, {"type": "lifespan.shutdown"})
    await defer_disconnect(lifespan)({"type": "lifespan"}, browser.receive, browser.send)
    assert [message["type"] for message in received] == ["lifespan.startup", "lifespan.shutdown"]
