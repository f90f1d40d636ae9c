"""Calls the provider and reads its response, event by event."""

from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, aclosing
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

from studio.provider.error_mapping import (
    error_from_response,
    error_from_transport,
    request_id,
)
from studio.provider.errors import Outcome, ProviderError
from studio.provider.limits import EVENT_DEADLINE, overall_deadline
from studio.provider.providers import Provider
from studio.provider.request_body import (
    Body,
    ReferenceUnreadable,
    body,
)
from studio.provider.requests import GenerationRequest
from studio.provider.stream.decoder import Decoder
from studio.provider.stream.events import Event
from studio.provider.timeouts import Clock

PATH = "/images/generations"
NONCE = "x-studio-nonce"
_CONNECT_TIMEOUT = 15.0
_WRITE_TIMEOUT = 60.0
_GRACE = 5.0
"""Seconds to wait for the end of a response after its outcome is known."""
_TRANSPORT_ERRORS = (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL, TimeoutError, ReferenceUnreadable)


class Client:
    """The client of one provider account. Calls may run concurrently; each opens its own connection.

    Connections are not reused: a server may close an idle one just when the next call is written to it,
    and then it is unknown whether that call was accepted.
    """

    def __init__(
        self,
        kind: Provider,
        base_url: str,
        key: str,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        event_deadline: float = EVENT_DEADLINE,
        overall: Callable[[int], float] = overall_deadline,
        connect_timeout: float = _CONNECT_TIMEOUT,
        spool: Path | None = None,
    ) -> None:
        """`overall` maps a number of images to seconds; `spool` is the folder for images sent as base64."""
        self.kind = kind
        self.base_url = base_url.rstrip("/")
        self.event_deadline = event_deadline
        self.overall = overall
        self.spool = spool
        self._key = _validated(key)
        self._http = httpx.AsyncClient(
            transport=transport,
            timeout=httpx.Timeout(None, connect=connect_timeout, write=_WRITE_TIMEOUT),
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=0),
            trust_env=kind.name != "sandbox",  # a proxy cannot reach the loopback of this machine
        )

    def __repr__(self) -> str:
        return f"<Client {self.kind.name} {self.base_url}>"

    async def __aenter__(self) -> Self:
        await self._http.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.__aexit__(kind, error, trace)

    def stream(self, request: GenerationRequest, *, nonce: str | None = None) -> "Call":
        """A streamed call, best iterated inside `async with`: images arrive as they are made, or all at the end from a
        model without streaming.

        The iteration ends when the response ends cleanly, with or without Completed. Otherwise it yields the
        complete events and then raises ProviderError.
        """
        return Call(self, request, nonce=nonce, stream=True)

    async def generate(self, request: GenerationRequest, *, nonce: str | None = None) -> list[Event]:
        """A call without streaming: returns an event for each image, then Completed."""
        async with Call(self, request, nonce=nonce, stream=False) as call:
            return [event async for event in call]

    def post(
        self, content: AsyncIterator[bytes], *, length: int, nonce: str | None
    ) -> AbstractAsyncContextManager[httpx.Response]:
        """Sends the body and waits for the headers, which the provider sends only with the first image."""
        headers = {
            "authorization": f"Bearer {self._key}",
            "content-type": "application/json",
            "content-length": str(length),
            "accept": "*/*",
            "accept-encoding": "identity",
        }
        if nonce and self.kind.name == "sandbox":
            headers[NONCE] = nonce
        return self._http.stream("POST", self.base_url + PATH, content=content, headers=headers)

    def without_key(self, text: str) -> str:
        """Redacts the key from provider messages before they are shown or logged; some services repeat it in them."""
        return text.replace(self._key, "…")


def _validated(key: str) -> str:
    """Strips the key and checks it: the HTTP library would quote a key with a line feed in its error message."""
    key = key.strip()
    if not key or not key.isascii() or not key.isprintable() or " " in key:
        raise ValueError("The provider's key is empty or has characters that no key has.")
    return key


class Call:
    """One call: an async context manager and iterator of events. `request_id` is set by the time of the first event."""

    def __init__(
        self, client: Client, request: GenerationRequest, *, stream: bool, nonce: str | None
    ) -> None:
        self.request_id: str | None = None
        self._client = client
        self._request = request
        self._stream = stream and request.model.streaming
        self._nonce = nonce
        self._events = self._run()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._events.aclose()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Event:
        return await anext(self._events)

    async def _run(self) -> AsyncGenerator[Event]:
        if self._client.kind.name not in self._request.model.ids:
            raise self._report(_not_offered(self._request.model.label))
        content = body(self._request, kind=self._client.kind, stream=self._stream)
        decoder = Decoder(spool=self._client.spool)
        try:
            async with aclosing(self._transfer(content, decoder)) as events:
                async for event in events:
                    yield event
        except _TRANSPORT_ERRORS as error:
            for event in decoder.leftover():
                yield event
            if not decoder.settled:
                raise self._report(error_from_transport(error, complete=content.complete)) from error
        except ProviderError as error:
            raise self._report(error) from None
        finally:
            decoder.close()

    async def _transfer(self, content: Body, decoder: Decoder) -> AsyncGenerator[Event]:
        clock = self._clock()
        async with AsyncExitStack() as stack:
            upload = await stack.enter_async_context(aclosing(_with_activity(content.chunks(), clock)))
            async with clock.limit():
                call = self._client.post(upload, length=content.length, nonce=self._nonce)
                response = await stack.enter_async_context(call)
            self.request_id = request_id(response)
            if response.status_code != HTTPStatus.OK:
                raise await error_from_response(response, clock)
            async with aclosing(_read(response, decoder, clock)) as events:
                async for event in events:
                    yield event

    def _clock(self) -> Clock:
        """A response without streaming is one event, so it may take the whole time limit."""
        overall = self._client.overall(self._request.images)
        return Clock(overall=overall, idle=self._client.event_deadline if self._stream else overall)

    def _report(self, error: ProviderError) -> ProviderError:
        error.request_id = error.request_id or self.request_id
        error.message = self._client.without_key(error.message)
        error.args = (f"{error.code}: {error.message}",)
        return error


def _not_offered(model: str) -> ProviderError:
    return ProviderError(
        "ModelNotOffered", f"This provider does not offer {model}.", outcome=Outcome.PERMANENT
    )


async def _with_activity(chunks: AsyncGenerator[bytes], clock: Clock) -> AsyncGenerator[bytes]:
    """A request body that is still being sent counts as activity."""
    async with aclosing(chunks):
        async for chunk in chunks:
            clock.touch()
            yield chunk


async def _read(response: httpx.Response, decoder: Decoder, clock: Clock) -> AsyncGenerator[Event]:
    """Yields the events of a 200 response. Time that the consumer takes does not count as the provider being idle."""
    chunks = response.aiter_bytes()
    while not decoder.done:
        async with clock.limit():
            chunk = await anext(chunks, None)
        if chunk is None:
            break
        for event in decoder.feed(chunk):
            yield event
            clock.touch()
        if decoder.settled:
            clock.limit_to(_GRACE)
    for event in decoder.finish():
        yield event
