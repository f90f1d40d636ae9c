"""`POST /v1/images/generations` and `/api/v3/images/generations`, served before Django.

Django would read the whole body before it knows the key, and keep a thread for every client that waits. Here the key
comes first, the body is taken apart while it arrives, and whoever waits for a run costs a task.
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
from studio.api.authentication import Admission, admit
from studio.api.generate.answers import Answer, mark_downloaded
from studio.api.generate.body import Body, receive
from studio.api.generate.idempotency import Claim, claim, release
from studio.api.generate.progress import follow
from studio.api.generate.references import store_references
from studio.api.generate.submit import check, submit
from studio.api.generate.threads import in_database, with_references
from studio.api.signed_links import origin_of
from studio.audit.request_context import of_request
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
"""Whether errors are in Ark's shape."""
OPEN_PER_KEY = 200
"""Requests of one key at once in this process."""


def serve_generations(application: Application) -> Application:
    """Answers the two addresses itself and passes everything else on."""

    async def served(scope: Message, receive: ServerReceive, send: ServerSend) -> None:
        if scope["type"] == "http" and scope["path"] in PATHS:
            await _serve(Exchange(scope, receive, send), scope)
        else:
            await application(scope, receive, send)

    return served


@dataclass(frozen=True, slots=True, kw_only=True)
class _Call:
    """One request, let in."""

    exchange: Exchange
    request_id: str
    origin: str
    admission: Admission

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
    with of_request(request) as context:
        try:
            await _answer(exchange, request, context.request_id)
        except ClientDisconnected:
            pass
        except Refusal as refusal:
            await _refuse(exchange, refusal, request_id=context.request_id)
        except Exception:
            log.exception("A request to %s failed", exchange.path)
            await _refuse(exchange, _broken(), request_id=context.request_id)


def read_request(scope: Message) -> ASGIRequest:
    """The request without its body, for what reads addresses and headers. Raises Refusal for one that Django cannot
    read, or which another host was meant to get."""
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
    admission = await in_database(admit, request, KeyScope.GENERATE)
    call = _Call(exchange=exchange, request_id=request_id, origin=origin_of(request), admission=admission)
    with counted(admission.key.pk, limit=OPEN_PER_KEY):
        asked, run = await _start(call)
        await exchange.until_disconnect(_write(call, asked, run))


async def _start(call: _Call) -> tuple[ImageRequest, Generation]:
    with tempfile.TemporaryDirectory(prefix="studio-request-") as folder:
        key, value = call.admission.key, call.exchange.headers.get("idempotency-key")
        body = await receive(call.exchange, Path(folder), key=key.pk)
        asked = parse_request(body.payload)
        check(asked, body.payload)
        claimed = await in_database(claim, key, value, body_sha256=body.sha256)
        return asked, claimed.run or await _run(call, asked, body, claimed)


async def _run(call: _Call, asked: ImageRequest, body: Body, claimed: Claim) -> Generation:
    key = call.admission.key
    try:
        references = (
            await with_references(store_references, asked.references, body.extracted, by=key.owner)
            if asked.references
            else []
        )
        return await in_database(submit, asked, references, key=key, claimed=claimed)
    except Refusal:  # of anything else nobody knows whether the run was made: its key stays taken
        await in_database(release, claimed)
        raise


async def _write(call: _Call, asked: ImageRequest, run: Generation) -> None:
    """The headers leave with the first frame, as the provider's do: until then a failure has a status of its own."""
    exchange, answer = call.exchange, Answer(request=asked, origin=call.origin)
    content_type = "text/event-stream; charset=utf-8" if asked.stream else "application/json"
    async with aclosing(follow(run, call.admission.key)) as progress:
        frames = answer.streamed(progress) if asked.stream else answer.whole(progress)
        async with aclosing(frames):
            async for frame in frames:
                if not exchange.started:
                    await exchange.start(200, [("content-type", content_type), *call.headers])
                async with aclosing(_pieces(frame)) as pieces:
                    async for piece in pieces:
                        await exchange.write(piece)
    if asked.base64:
        await in_database(mark_downloaded, run)
    await exchange.finish()


async def _pieces(frame: Frame) -> AsyncGenerator[bytes]:
    """Files are read in threads."""
    if frame.has_file:
        async for piece in stream_in_threads(encode(frame)):
            yield piece
    else:
        for piece in encode(frame):
            yield piece


async def _refuse(exchange: Exchange, refusal: Refusal, *, request_id: str) -> None:
    if exchange.started:
        return  # the answer breaks off, which clients report
    reply = refusal.reply(request_id=request_id, ark=PATHS[exchange.path])
    # What is left of the body is not read: the connection cannot be used again.
    unread = [] if exchange.is_read else [("connection", "close")]
    await exchange.reply(reply, ("x-request-id", request_id), ("cache-control", "no-store"), *unread)


def _broken() -> Refusal:
    message = (
        "The studio failed to answer. An administrator finds the reason in its log under the request id."
    )
    return Refusal(500, "InternalServiceError", message, may_repeat=False)


_open: Counter[Hashable] = Counter()


@contextmanager
def counted(key: Hashable, *, limit: int) -> Iterator[None]:
    """Bounds what one key may keep open. Raises Refusal."""
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
