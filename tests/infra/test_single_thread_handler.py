"""How a request goes through the middleware."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from asgiref.sync import iscoroutinefunction
from asgiref.testing import ApplicationCommunicator
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.decorators import sync_and_async_middleware

from studio.infra.server.single_thread_handler import SingleThreadHandler

SCOPE: dict[str, Any] = {
    "type": "http",
    "http_version": "1.1",
    "method": "GET",
    "query_string": b"",
    "headers": [(b"host", b"localhost")],
}
calls: list[str] = []


@sync_and_async_middleware
def record_mode(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse] | Callable[[HttpRequest], Awaitable[HttpResponse]]:
    """Supports sync and async, and records which of them it is used as."""
    calls.append("asynchronous" if iscoroutinefunction(get_response) else "synchronous")
    return get_response


def sync_view(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("plain")


async def async_view(_request: HttpRequest) -> HttpResponse:
    await asyncio.sleep(0)
    return HttpResponse("waiting")


urlpatterns = [path("plain/", sync_view), path("waiting/", async_view)]


@pytest.fixture(autouse=True)
def _use_own_urls(settings: Any) -> None:
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = [f"{__name__}.record_mode"]
    calls.clear()


async def response_body(address: str, *, status: int = 200, **scope: Any) -> bytes:
    communicator = ApplicationCommunicator(SingleThreadHandler(), {**SCOPE, "path": address, **scope})
    await communicator.send_input({"type": "http.request", "body": b"", "more_body": False})
    start = await communicator.receive_output()
    assert start["status"] == status
    body: bytes = (await communicator.receive_output())["body"]
    return body


async def test_the_middleware_runs_without_a_thread_hop_of_its_own() -> None:
    assert await response_body("/plain/") == b"plain"
    assert calls == ["synchronous"]


async def test_an_async_view_is_served_as_well() -> None:
    assert await response_body("/waiting/") == b"waiting"


@pytest.mark.parametrize("charset", ["utf-8", "UTF8", '"utf-8"', "nobody-knows-it", ""])
async def test_a_request_in_utf8_is_accepted(charset: str) -> None:
    headers = [*SCOPE["headers"], (b"content-type", f"text/plain; charset={charset}".encode())]
    assert await response_body("/plain/", headers=headers, query_string=b"a=%ff") == b"plain"


@pytest.mark.parametrize("charset", ["undefined", "idna", "rot13", "utf-16", "utf-7", "latin-1", "base64"])
async def test_another_encoding_is_refused_even_if_python_can_read_it(charset: str) -> None:
    headers = [*SCOPE["headers"], (b"content-type", f"text/plain; charset={charset}".encode())]
    assert b"UTF-8" in await response_body("/plain/", headers=headers, query_string=b"a=%ff", status=400)


async def test_a_content_type_that_cannot_be_read_is_refused() -> None:
    headers = [*SCOPE["headers"], (b"content-type", b"text/plain; a=" + b"x" * 20_000)]
    await response_body("/plain/", headers=headers, status=400)
