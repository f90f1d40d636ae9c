"""Faults in the content or order of events."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import replace

from studio.provider.server.frames import (
    Base64File,
    Frame,
    event_frame,
)
from studio.sandbox.faults.registry import Args, Place, fault

Frames = AsyncGenerator[Frame]
COMPLETED = "image_generation.completed"


@fault(Place.FRAMES)
async def repeat_index(frames: Frames, args: Args, disconnected: asyncio.Event) -> Frames:
    """Every image event comes twice."""
    async for frame in frames:
        yield frame
        if frame.is_image:
            yield frame


@fault(Place.FRAMES)
async def missing_index(frames: Frames, args: Args, disconnected: asyncio.Event) -> Frames:
    """Image events carry no image_index."""
    async for frame in frames:
        kept = {name: value for name, value in frame.payload.items() if name != "image_index"}
        yield replace(frame, payload=kept)


@fault(Place.FRAMES)
async def reorder(frames: Frames, args: Args, disconnected: asyncio.Event) -> Frames:
    """Image events come in swapped pairs: 1, 0, 3, 2."""
    held: Frame | None = None
    async for frame in frames:
        if frame.is_image and held is None:
            held = frame
            continue
        yield frame
        if held:
            yield held
            held = None


@fault(Place.FRAMES)
async def unknown_type(frames: Frames, args: Args, disconnected: asyncio.Event) -> Frames:
    """An event of an unknown type precedes each event."""
    async for frame in frames:
        if frame.event:
            yield event_frame({"type": "image_generation.progress", "percent": 50})
        yield frame


@fault(Place.FRAMES)
async def no_completed(frames: Frames, args: Args, disconnected: asyncio.Event) -> Frames:
    """The stream ends with [DONE], but without `completed`."""
    async for frame in frames:
        if frame.event != COMPLETED:
            yield frame


@fault(Place.FRAMES)
async def two_completed(frames: Frames, args: Args, disconnected: asyncio.Event) -> Frames:
    """`completed` comes twice."""
    async for frame in frames:
        yield frame
        if frame.event == COMPLETED:
            yield frame


@fault(Place.FRAMES)
async def wrong_usage(frames: Frames, args: Args, disconnected: asyncio.Event) -> Frames:
    """The usage counts one image and 1000 tokens too many."""
    async for frame in frames:
        if usage := frame.usage:
            spent = usage["output_tokens"] + 1000
            wrong = {
                "generated_images": usage["generated_images"] + 1,
                "output_tokens": spent,
                "total_tokens": spent,
            }
            yield replace(frame, payload=frame.payload | {"usage": wrong})
        else:
            yield frame


@fault(Place.FRAMES)
async def no_done(frames: Frames, args: Args, disconnected: asyncio.Event) -> Frames:
    """The stream ends without [DONE]."""
    async for frame in frames:
        if not frame.raw.startswith(b"data: [DONE]"):
            yield frame


@fault(Place.FRAMES)
async def no_final_blank(frames: Frames, args: Args, disconnected: asyncio.Event) -> Frames:
    """`completed` comes last, and its blank line is missing; no_final_blank:1 leaves out its line end too."""
    held: Frame | None = None
    async for frame in no_done(frames, (), disconnected):
        if held:
            yield held
        held = frame
    if held:
        yield replace(held, after=b"" if args else b"\n")


@fault(Place.FRAMES)
async def long_line(frames: Frames, args: Args, disconnected: asyncio.Event) -> Frames:
    """long_line:n adds n (8) MB to the data line of each event."""
    padding = "x" * (int(args[0] if args else 8) * 1024**2)
    async for frame in frames:
        yield replace(frame, payload=frame.payload | {"padding": padding}) if frame.payload else frame


@fault(Place.FRAMES)
async def truncated_base64(frames: Frames, args: Args, disconnected: asyncio.Event) -> Frames:
    """b64_json ends too early, in the middle of four characters; only for response_format b64_json."""
    async for frame in frames:
        image = frame.payload.get("b64_json")
        if isinstance(image, Base64File):
            yield replace(frame, payload=frame.payload | {"b64_json": replace(image, cut=True)})
        else:
            yield frame
