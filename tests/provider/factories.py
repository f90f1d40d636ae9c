"""Helpers that make a call in a test."""

from typing import Any

from studio.provider.client import Client
from studio.provider.errors import ProviderError
from studio.provider.providers import KINDS
from studio.provider.requests import GenerationRequest
from studio.provider.stream.events import Event
from tests.provider.fake_server import Script, fake_server

ONE_IMAGE = GenerationRequest(prompt="A vase")
THREE_IMAGES = GenerationRequest(prompt="A series of vases", max_images=3)
API_KEY = "sk-canary-4f1d9c"


def make_client(url: str, **options: Any) -> Client:
    return Client(KINDS["sandbox"], url, API_KEY, **options)


async def events_of(script: Script, request: GenerationRequest = THREE_IMAGES, **options: Any) -> list[Event]:
    """All events of a call to a server that runs this script."""
    events, error = await events_and_error_of(script, request, **options)
    assert error is None, error
    return events


async def error_of(script: Script, request: GenerationRequest = ONE_IMAGE, **options: Any) -> ProviderError:
    """The error of a call that yields no events."""
    events, error = await events_and_error_of(script, request, **options)
    assert events == []
    assert error is not None
    return error


async def events_and_error_of(
    script: Script, request: GenerationRequest = THREE_IMAGES, **options: Any
) -> tuple[list[Event], ProviderError | None]:
    """The events, and the error after them if there was one."""
    events: list[Event] = []
    async with fake_server(script) as server, make_client(server.url, **options) as client:
        try:
            async with client.stream(request) as call:
                async for event in call:
                    events.append(event)
        except ProviderError as error:
            return events, error
    return events, None
