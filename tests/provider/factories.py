"""Short ways to make a call in a test."""

from typing import Any

from studio.provider.client import Client
from studio.provider.errors import ProviderError
from studio.provider.providers import KINDS
from studio.provider.requests import GenerationRequest
from studio.provider.stream.events import Event
from tests.provider.fake_server import Script, fake_server

ONE = GenerationRequest(prompt="A vase")
THREE = GenerationRequest(prompt="A series of vases", max_images=3)
KEY = "sk-canary-4f1d9c"


def client(url: str, **options: Any) -> Client:
    return Client(KINDS["sandbox"], url, KEY, **options)


async def events_of(script: Script, request: GenerationRequest = THREE, **options: Any) -> list[Event]:
    """All events of a call that this server answers."""
    events, error = await outcome_of(script, request, **options)
    assert error is None, error
    return events


async def error_of(script: Script, request: GenerationRequest = ONE, **options: Any) -> ProviderError:
    """The error of a call that comes to nothing."""
    events, error = await outcome_of(script, request, **options)
    assert events == []
    assert error is not None
    return error


async def outcome_of(
    script: Script, request: GenerationRequest = THREE, **options: Any
) -> tuple[list[Event], ProviderError | None]:
    """The events, and the error after them if there was one."""
    events: list[Event] = []
    async with fake_server(script) as server, client(server.url, **options) as near:
        try:
            async with near.stream(request) as call:
                async for event in call:
                    events.append(event)
        except ProviderError as error:
            return events, error
    return events, None
