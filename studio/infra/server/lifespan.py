"""ASGI's lifespan, which Django does not support: at shutdown this process stops listening for NOTIFY."""

from studio.infra.pubsub import listener
from studio.infra.server.request_limits import (
    Application,
    Message,
    Receive,
    Send,
)
from studio.infra.shutdown import closing


def with_lifespan(application: Application) -> Application:
    async def lived(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            await application(scope, receive, send)
            return
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        closing.set()
        await listener().close()
        await send({"type": "lifespan.shutdown.complete"})

    return lived
