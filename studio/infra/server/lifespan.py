"""ASGI's lifespan, which Django does not support: warms up at start, and stops the pub/sub listener at shutdown."""

from studio.infra.pubsub import listener
from studio.infra.server.request_limits import (
    Application,
    Message,
    Receive,
    Send,
)
from studio.infra.server.warm_up import warm_up
from studio.infra.shutdown import closing


def with_lifespan(application: Application) -> Application:
    async def handle_lifespan(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            await application(scope, receive, send)
            return
        await receive()
        warm_up()  # may block: no request waits for the event loop yet
        await send({"type": "lifespan.startup.complete"})
        await receive()
        closing.set()
        await listener().close()
        await send({"type": "lifespan.shutdown.complete"})

    return handle_lifespan
