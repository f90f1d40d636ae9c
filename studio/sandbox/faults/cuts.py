"""Connection faults; the call is accepted, and its run continues and is billed."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import suppress
from dataclasses import replace

from studio.provider.server.frames import Frame
from studio.sandbox.faults.refusals import html
from studio.sandbox.faults.registry import Args, Place, fault
from studio.sandbox.protocol.errors import InsteadError
from studio.sandbox.protocol.http_exchange import CutError

Frames = AsyncGenerator[Frame]
COMMENT = Frame(raw=b": keep-alive\n\n")
COMMENT_SECONDS = 0.2


async def _first(frames: Frames, args: Args) -> Frames:
    """Yields as many frames as the argument says."""
    left = int(args[0]) if args else 0
    while left > 0 and (frame := await anext(frames, None)):
        yield frame
        left -= 1


@fault(Place.FRAMES)
async def drop(frames: Frames, args: Args, disconnected: asyncio.Event) -> Frames:
    """Resets the connection when the headers would come; drop_at_once does not wait for the first image."""
    await anext(frames, None)
    raise CutError(reset=True)
    yield


@fault(Place.FRAMES)
async def drop_at_once(frames: Frames, args: Args, disconnected: asyncio.Event) -> Frames:
    """Resets the connection as soon as the call is accepted."""
    raise CutError(reset=True)
    yield


@fault(Place.FRAMES)
async def drop_after(frames: Frames, args: Args, disconnected: asyncio.Event) -> Frames:
    """drop_after:k closes the connection after k events."""
    async for frame in _first(frames, args):
        yield frame
    raise CutError


@fault(Place.FRAMES)
async def drop_mid(frames: Frames, args: Args, disconnected: asyncio.Event) -> Frames:
    """drop_mid:k closes the connection in the middle of the event after k whole ones."""
    async for whole in _first(frames, args):
        yield whole
    if frame := await anext(frames, None):
        yield replace(frame, half=True)
    raise CutError


@fault(Place.FRAMES)
async def hang(frames: Frames, args: Args, disconnected: asyncio.Event) -> Frames:
    """hang:k sends nothing more after k events; without k not even the headers."""
    async for frame in _first(frames, args):
        yield frame
    await disconnected.wait()


@fault(Place.FRAMES)
async def comments(frames: Frames, args: Args, disconnected: asyncio.Event) -> Frames:
    """comments:k sends comments for ever after k events."""
    async for frame in _first(frames, args):
        yield frame
    while not disconnected.is_set():
        yield COMMENT
        with suppress(TimeoutError):
            await asyncio.wait_for(disconnected.wait(), COMMENT_SECONDS)


@fault(Place.FRAMES)
async def http504(frames: Frames, args: Args, disconnected: asyncio.Event) -> Frames:
    """504 as HTML when the headers would come, though the images are made and billed."""
    await anext(frames, None)
    raise InsteadError(html(504, "504 Gateway Time-out"))
    yield


@fault(Place.FRAMES)
async def http408(frames: Frames, args: Args, disconnected: asyncio.Event) -> Frames:
    """408 as HTML when the headers would come, though the images are made and billed."""
    await anext(frames, None)
    raise InsteadError(html(408, "408 Request Time-out"))
    yield
