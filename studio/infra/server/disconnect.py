"""A disconnect of the client does not cancel a request half-way."""

import asyncio

from studio.infra.server.request_limits import (
    Application,
    Message,
    Receive,
    Send,
)


def defer_disconnect(application: Application) -> Application:
    """Reports a disconnect only once the response begins.

    Django cancels a request whose client disconnects. Where synchronous middleware calls asynchronous code, parts of
    the cancelled request then continue in their own thread after the cleanup, and never return the connections that
    they take from the database pool: one in fifty such requests leaked one, until the pool was empty.
    """

    async def finishing(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await application(scope, receive, send)
            return
        response_started = asyncio.Event()
        is_read = False

        async def deferred_receive() -> Message:
            nonlocal is_read
            if is_read:
                await response_started.wait()
            message: Message = await receive()
            is_read = not message.get("more_body", False)
            return message

        async def tracked_send(message: Message) -> None:
            response_started.set()
            await send(message)

        await application(scope, deferred_receive, tracked_send)

    return finishing
