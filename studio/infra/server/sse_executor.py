"""A shared thread for the synchronous parts of stream requests."""

from concurrent.futures import ThreadPoolExecutor

from asgiref.sync import ThreadSensitiveContext

from studio.infra.server.request_limits import (
    Application,
    Message,
    Receive,
    Send,
)

_streams = ThreadPoolExecutor(max_workers=1, thread_name_prefix="open-streams")


def use_shared_thread(application: Application, *, path: str) -> Application:
    """Makes all requests to `path` use one thread.

    Django uses one thread per request for its whole duration, and a page's stream lasts as long as the page: 95 KB
    each instead of 43 KB.
    """

    async def sharing(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == path:
            async with ThreadSensitiveContext(executor=_streams):
                await application(scope, receive, send)
        else:
            await application(scope, receive, send)

    return sharing
