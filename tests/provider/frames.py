"""The provider's messages as bytes on the wire, and the events that they are parsed to."""

import json
from typing import Any

from studio.provider.sizes import Size
from studio.provider.stream.events import (
    Completed,
    ImageFailed,
    ImageSucceeded,
)

LINK = "https://results.example/a%2Fb.jpg?sig=x%3D1"


def frame(kind: str, **fields: Any) -> bytes:
    """An event with its name, as in the API reference."""
    payload = {"type": f"image_generation.{kind}", "model": "m", "created": 1757396757, **fields}
    return f"event: image_generation.{kind}\ndata: {json.dumps(payload, ensure_ascii=False)}\n\n".encode()


def image_frame(index: int | None, url: str = LINK, size: str = "2048x2048") -> bytes:
    """A generated image; None leaves its index out."""
    numbered = {} if index is None else {"image_index": index}
    return frame("partial_succeeded", **numbered, url=url, size=size)


def failure_frame(index: int, code: str = "OutputImageSensitiveContentDetected") -> bytes:
    return frame("partial_failed", image_index=index, error={"code": code, "message": "No."})


def completed_frame(images: int = 1) -> bytes:
    usage = {"generated_images": images, "output_tokens": 16384 * images, "total_tokens": 16384 * images}
    return frame("completed", usage=usage)


DONE = b"data: [DONE]\n\n"


def image_event(index: int, url: str = LINK) -> ImageSucceeded:
    """The event of `image_frame`."""
    return ImageSucceeded(index=index, url=url, size=Size(2048, 2048))


def failure_event(index: int) -> ImageFailed:
    """The event of `failure_frame`."""
    return ImageFailed(index=index, code="OutputImageSensitiveContentDetected", message="No.")


def completed_event(images: int = 1) -> Completed:
    """The event of `completed_frame`."""
    return Completed(images=images, output_tokens=16384 * images, total_tokens=16384 * images)
