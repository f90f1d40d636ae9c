"""A run's events as the frames of a streamed response, or as one document."""

import time
from collections.abc import AsyncGenerator
from typing import Any

from studio.provider.limits import tokens
from studio.provider.server.errors import json_reply
from studio.provider.server.frames import (
    Base64File,
    Frame,
    event_frame,
)
from studio.sandbox.protocol.errors import InsteadError
from studio.sandbox.run import Ended, Failed, Made, Run

DONE = Frame(raw=b"data: [DONE]\n\n")


async def streamed(run: Run) -> AsyncGenerator[Frame]:
    pixels: list[int] = []
    while not isinstance(event := await run.events.get(), Ended):
        if isinstance(event, Made):
            pixels.append(event.size.pixels)
            yield _frame(run, "partial_succeeded", image_index=event.index, **_image(run, event))
        elif event.index is not None:
            yield _frame(run, "partial_failed", image_index=event.index, error=_error(event))
        else:
            yield Frame(payload={"error": _error(event)}, before=b"data: ", after=b"\n\n")
            yield DONE
            return
    yield _frame(run, "completed", usage=usage(pixels))
    yield DONE


async def whole(run: Run) -> AsyncGenerator[Frame]:
    """One frame; a run that failed as a whole is a 500."""
    pixels: list[int] = []
    data: list[dict[str, Any]] = []
    while not isinstance(event := await run.events.get(), Ended):
        if isinstance(event, Made):
            pixels.append(event.size.pixels)
            data.append(_image(run, event))
        elif event.index is not None:
            data.append({"error": _error(event)})
        else:
            raise InsteadError(json_reply(500, {"error": _error(event)}))
    yield Frame(payload=_head(run) | {"data": data, "usage": usage(pixels)})


def usage(pixels: list[int]) -> dict[str, int]:
    spent = tokens(pixels)
    return {"generated_images": len(pixels), "output_tokens": spent, "total_tokens": spent}


def _frame(run: Run, name: str, **fields: Any) -> Frame:
    return event_frame({"type": f"image_generation.{name}"} | _head(run) | fields)


def _head(run: Run) -> dict[str, Any]:
    return {"model": run.request.model, "created": int(time.time())}


def _image(run: Run, made: Made) -> dict[str, Any]:
    if run.request.base64:
        return {"b64_json": Base64File(path=made.path), "size": str(made.size)}
    return {"url": made.url, "size": str(made.size)}


def _error(failed: Failed) -> dict[str, str]:
    return {"code": failed.code, "message": failed.message}
