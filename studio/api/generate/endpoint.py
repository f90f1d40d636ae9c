"""`POST /v1/images/generations` and `/api/v3/images/generations`, served before Django.

Django would read the whole body before checking the key, and hold a thread for every waiting client. Here the key is
checked first, the body is parsed while it arrives, and a client that waits for a run takes only an asyncio task.
"""

import codecs
import logging
import tempfile
from collections import Counter
from collections.abc import AsyncGenerator, Hashable, Iterator
from contextlib import aclosing, contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.core.handlers.asgi import ASGIRequest

from studio.accounts.models import Scope as KeyScope
from studio.api.authentication import AuthenticatedRequest, authenticate_request
from studio.api.generate.body import Body, receive
from studio.api.generate.idempotency import Claim, claim, release
from studio.api.generate.progress import follow
from studio.api.generate.references import store_references
from studio.api.generate.run_response import RunResponse, mark_downloaded
from studio.api.generate.submit import check, submit
from studio.api.generate.threads import in_database, in_reference_thread
from studio.api.signed_links import origin_of
from studio.audit.request_context import bind_request
from studio.generations.models import Generation
from studio.infra.server.request_limits import Application, Message
from studio.infra.server.request_limits import Receive as ServerReceive
from studio.infra.server.request_limits import Send as ServerSend
from studio.infra.thread_stream import stream_in_threads
from studio.provider.server.errors import Refusal
from studio.provider.server.frames import Frame, encode
from studio.provider.server.http_exchange import ClientDisconnected, Exchange
from studio.provider.server.request_parser import ImageRequest, parse_request

log = logging.getLogger(__name__)
PATHS = {"/v1/images/generations": False, "/api/v3/images/generations": True}
"""Whether errors are in Ark's format."""
OPEN_PER_KEY = 200
"""Concurrent requests of one key in this process."""


def serve_generations(application: Application) -> Application:
    """Handles the two paths itself and passes all other requests on."""

    async def served(scope: Message, receive: ServerReceive, send: ServerSend) -> None:
        if scope["type"] == "http" and scope["path"] in PATHS:
            await _serve(Exchange(scope, receive, send), scope)
        else:
            await application(scope, receive, send)

    return served


@dataclass(frozen=True, slots=True, kw_only=True)
class _Call:
    """One authenticated request."""

    exchange: Exchange
    request_id: str
    origin: str
    admission: AuthenticatedRequest

    @property
    def headers(self) -> list[tuple[str, str]]:
        return [
            ("x-request-id", self.request_id),
            ("cache-control", "no-store"),
            ("x-accel-buffering", "no"),
            ("x-content-type-options", "nosniff"),
            *self.admission.rate.headers.items(),
        ]


async def _serve(exchange: Exchange, scope: Message) -> None:
    try:
        request = read_request(scope)
    except Refusal as refusal:
        await _refuse(exchange, refusal, request_id="")
        return
    with bind_request(request) as context:
        try:
            await _answer(exchange, request, context.request_id)
        except ClientDisconnected:
            pass
        except Refusal as refusal:
            await _refuse(exchange, refusal, request_id=context.request_id)
        except Exception:
            log.exception("A request to %s failed", exchange.path)
            await _refuse(exchange, _internal_error(), request_id=context.request_id)


def read_request(scope: Message) -> ASGIRequest:
    """The request without its body, for code that reads the URL and headers. Raises Refusal if Django cannot read it,
    its host is not allowed, or it must use https."""
    try:
        request = ASGIRequest(scope, BytesIO())
        request.get_host()
        if request.encoding:
            codecs.lookup(request.encoding)
    except (BadRequest, SuspiciousOperation, UnicodeError, LookupError):
        raise Refusal(400, "InvalidParameter", "The request's address or headers cannot be read.") from None
    if settings.SECURE_SSL_REDIRECT and not request.is_secure():
        raise Refusal(
            403, "AccessDenied", "Use https: over http everybody on the way can read your access key."
        )
    return request


async def _answer(exchange: Exchange, request: ASGIRequest, request_id: str) -> None:
    if exchange.method != "POST":
        raise Refusal(405, "MethodNotAllowed", "Use POST.", allow="POST")
    authenticated = await in_database(authenticate_request, request, KeyScope.GENERATE)
    call = _Call(exchange=exchange, request_id=request_id, origin=origin_of(request), admission=authenticated)
    with counted(authenticated.key.pk, limit=OPEN_PER_KEY):
        image_request, run = await _start(call)
        await exchange.until_disconnect(_write(call, image_request, run))


async def _start(call: _Call) -> tuple[ImageRequest, Generation]:
    with tempfile.TemporaryDirectory(prefix="studio-request-") as folder:
        key, value = call.admission.key, call.exchange.headers.get("idempotency-key")
        body = await receive(call.exchange, Path(folder), key=key.pk)
        image_request = parse_request(body.payload)
        check(image_request, body.payload)
        claimed = await in_database(claim, key, value, body_sha256=body.sha256)
        return image_request, claimed.run or await _run(call, image_request, body, claimed)


async def _run(call: _Call, image_request: ImageRequest, body: Body, claimed: Claim) -> Generation:
    key = call.admission.key
    try:
        references = (
            await in_reference_thread(
                store_references, image_request.references, body.extracted, by=key.owner
            )
            if image_request.references
            else []
        )
        return await in_database(submit, image_request, references, key=key, claimed=claimed)
    except Refusal:  # after any other error the run may exist, so the key stays claimed
        await in_database(release, claimed)
        raise


async def _write(call: _Call, image_request: ImageRequest, run: Generation) -> None:
    """Sends the headers with the first frame, as the provider does, so that an earlier failure has its own status."""
    exchange, response = call.exchange, RunResponse(request=image_request, origin=call.origin)
    content_type = "text/event-stream; charset=utf-8" if image_request.stream else "application/json"
    async with aclosing(follow(run, call.admission.key)) as progress:
        frames = response.streamed(progress) if image_request.stream else response.whole(progress)
        async with aclosing(frames):
            async for frame in frames:
                if not exchange.started:
                    await exchange.start(200, [("content-type", content_type), *call.headers])
                async with aclosing(_pieces(frame)) as pieces:
                    async for piece in pieces:
                        await exchange.write(piece)
    if image_request.base64:
        await in_database(mark_downloaded, run)
    await exchange.finish()


async def _pieces(frame: Frame) -> AsyncGenerator[bytes]:
    """Encodes a frame; files are read in threads."""
    if frame.has_file:
        async for piece in stream_in_threads(encode(frame)):
            yield piece
    else:
        for piece in encode(frame):
            yield piece


async def _refuse(exchange: Exchange, refusal: Refusal, *, request_id: str) -> None:
    if exchange.started:
        return  # the response ends incomplete, which clients report
    reply = refusal.reply(request_id=request_id, ark=PATHS[exchange.path])
    # The rest of the body is not read, so the connection cannot be reused.
    unread = [] if exchange.is_read else [("connection", "close")]
    await exchange.reply(reply, ("x-request-id", request_id), ("cache-control", "no-store"), *unread)


def _internal_error() -> Refusal:
    message = (
        "The studio failed to respond. An administrator finds the reason in its log under the request id."
    )
    return Refusal(500, "InternalServiceError", message, may_repeat=False)


_open: Counter[Hashable] = Counter()


@contextmanager
def counted(key: Hashable, *, limit: int) -> Iterator[None]:
    """Limits the open requests of one key. Raises Refusal."""
    if _open[key] >= limit:
        message = f"This access key has {_open[key]} requests open. Wait for some of them to end."
        raise Refusal(429, "InflightBatchsizeExceeded", message, retry_after="5")
    _open[key] += 1
    try:
        yield
    finally:
        _open[key] -= 1
        if not _open[key]:
            del _open[key]
