"""A client that disconnects does not stop its request half-way."""

import asyncio

from studio.infra.server.request_limits import (
    Application,
    Message,
    Receive,
    Send,
)


def defer_disconnect(application: Application) -> Application:
    """Reports a disconnect only once the answer begins.

    Django cancels a request whose client disconnects. Where synchronous middleware calls what is asynchronous, parts of
    the cancelled request then go on in a thread of their own, after everything was tidied up, and what they take from
    the pool of connections to the database never comes back: one in fifty such requests did, until none was left.
    """

    async def finishing(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await application(scope, receive, send)
            return
        answered = asyncio.Event()
        is_read = False

        async def deferred_receive() -> Message:
            nonlocal is_read
            if is_read:
                await answered.wait()
            message: Message = await receive()
            is_read = not message.get("more_body", False)
            return message

        async def noted_send(message: Message) -> None:
            answered.set()
            await send(message)

        await application(scope, deferred_receive, noted_send)

    return finishing
