"""Resolves a valid request for the sandbox: number of images, their pixel size, and references."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.provider.limits import MAX_IMAGES
from studio.provider.server.request_parser import parse_request
from studio.provider.sizes import Size
from studio.sandbox.image_count import stated_number
from studio.sandbox.protocol.size_resolution import resolve


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxRequest:
    """A valid request. A reference is its text, or a file with its escaped text."""

    model: str
    prompt: str
    references: tuple[str | Path, ...]
    size: Size
    images: int
    stream: bool
    base64: bool
    watermark: bool
    output_format: str


def parse_sandbox_request(
    payload: Mapping[str, Any], extracted: Mapping[str, Path], prompt: str
) -> SandboxRequest:
    """`prompt` is the prompt without the markers of scripted faults. Raises Refusal."""
    asked = parse_request(payload)
    return SandboxRequest(
        model=asked.model_id,
        prompt=prompt,
        references=tuple(extracted.get(reference, reference) for reference in asked.references),
        size=resolve(asked.size, prompt, asked.model),
        images=_images(asked.max_images, prompt),
        stream=asked.stream,
        base64=asked.base64,
        watermark=asked.watermark,
        output_format=asked.output_format,
    )


def _images(ceiling: int | None, prompt: str) -> int:
    """The number stated in the prompt, up to the maximum."""
    return 1 if ceiling is None else min(ceiling, stated_number(prompt) or MAX_IMAGES)
