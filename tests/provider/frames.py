"""The provider's messages as they stand on the wire, and what they mean."""

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
    """An event with its name, as published."""
    payload = {"type": f"image_generation.{kind}", "model": "m", "created": 1757396757, **fields}
    return f"event: image_generation.{kind}\ndata: {json.dumps(payload, ensure_ascii=False)}\n\n".encode()


def made(index: int | None, url: str = LINK, size: str = "2048x2048") -> bytes:
    """An image; None leaves its index out."""
    numbered = {} if index is None else {"image_index": index}
    return frame("partial_succeeded", **numbered, url=url, size=size)


def refused(index: int, code: str = "OutputImageSensitiveContentDetected") -> bytes:
    return frame("partial_failed", image_index=index, error={"code": code, "message": "No."})


def completed(images: int = 1) -> bytes:
    usage = {"generated_images": images, "output_tokens": 16384 * images, "total_tokens": 16384 * images}
    return frame("completed", usage=usage)


DONE = b"data: [DONE]\n\n"


def image(index: int, url: str = LINK) -> ImageSucceeded:
    """What `made` means."""
    return ImageSucceeded(index=index, url=url, size=Size(2048, 2048))


def failure(index: int) -> ImageFailed:
    """What `refused` means."""
    return ImageFailed(index=index, code="OutputImageSensitiveContentDetected", message="No.")


def end(images: int = 1) -> Completed:
    """What `completed` means."""
    return Completed(images=images, output_tokens=16384 * images, total_tokens=16384 * images)
