"""Generates the JSON body of a call while it is sent: 14 references are 140 MB that need not be in memory."""

import asyncio
import json
from base64 import b64encode
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from typing import Any, BinaryIO, Literal

from studio.provider.limits import RESULT_FORMAT
from studio.provider.providers import Provider
from studio.provider.requests import DataReference, GenerationRequest, UrlReference

_BLOCK = 3 * 2**18
"""Image bytes per chunk, 1 MiB as base64; a multiple of 3, so that only the last chunk has padding."""

Part = bytes | DataReference


class ReferenceUnreadable(Exception):
    """A reference is missing or has not the declared length. The body stays incomplete, so nothing was accepted."""


class Body:
    """A body of known length. `complete` is set when its last byte has been sent."""

    def __init__(self, parts: list[Part]) -> None:
        self._parts = parts
        self.complete = False

    @property
    def length(self) -> int:
        """The exact Content-Length."""
        return sum(
            len(part) if isinstance(part, bytes) else _base64_length(part.size) for part in self._parts
        )

    async def chunks(self) -> AsyncGenerator[bytes]:
        """Raises ReferenceUnreadable."""
        *parts, last = self._parts
        for part in parts:
            if isinstance(part, bytes):
                yield part
            else:
                async for chunk in _base64_chunks(part):
                    yield chunk
        self.complete = True
        assert isinstance(last, bytes)
        yield last


def body(
    request: GenerationRequest,
    *,
    kind: Provider,
    stream: bool = True,
    response_format: Literal["url", "b64_json"] = "url",
) -> Body:
    """The body in the format of `kind`, which must offer the model. Sends every default explicitly, since the
    provider's defaults differ, and omits every field that the model refuses."""
    fields = {
        "model": request.model.ids[kind.name],
        "prompt": request.prompt,
        "size": request.size,
        "watermark": request.watermark,
        "response_format": response_format,
        **_model_fields(request, stream=stream),
    }
    parts: list[Part] = [json.dumps(fields).encode()[:-1], *_references(request, kind), b"}"]
    return Body(parts)


def _model_fields(request: GenerationRequest, *, stream: bool) -> dict[str, Any]:
    """Fields that only some models have: others refuse them whatever their value."""
    model, fields = request.model, dict[str, Any]()
    if model.groups:
        fields |= _group(request.max_images)
    if model.streaming:
        fields["stream"] = stream
    if len(model.output_formats) > 1:
        fields["output_format"] = RESULT_FORMAT
    if request.optimize_prompt:
        fields["optimize_prompt_options"] = {"mode": request.optimize_prompt}
    if request.web_search:
        fields["tools"] = [{"type": "web_search"}]
    return fields


def _group(max_images: int | None) -> dict[str, Any]:
    if max_images is None:
        return {"sequential_image_generation": "disabled"}
    return {
        "sequential_image_generation": "auto",
        "sequential_image_generation_options": {"max_images": max_images},
    }


def _references(request: GenerationRequest, kind: Provider) -> Iterator[Part]:
    """The JSON member with the references: always an array, even for one; nothing without references."""
    for position, reference in enumerate(request.references):
        yield b"," if position else f', "{kind.references_field}": ['.encode()
        if isinstance(reference, UrlReference):
            yield json.dumps(reference.url).encode()
        else:
            yield f'"data:{reference.media_type};base64,'.encode()
            yield reference
            yield b'"'
    if request.references:
        yield b"]"


def _base64_length(size: int) -> int:
    return (size + 2) // 3 * 4


async def _base64_chunks(reference: DataReference) -> AsyncIterator[bytes]:
    """Encodes a file as base64. Reads and encodes in a thread, so that other calls continue."""
    with await asyncio.to_thread(_open, reference) as file:
        for start in range(0, reference.size, _BLOCK):
            size = min(reference.size - start, _BLOCK)
            yield await asyncio.to_thread(_encode_block, file, size, last=start + size == reference.size)


def _open(reference: DataReference) -> BinaryIO:
    try:
        return reference.path() if callable(reference.path) else reference.path.open("rb")
    except Exception as error:  # storage backends may raise anything
        raise ReferenceUnreadable("A reference cannot be opened.") from error


def _encode_block(file: BinaryIO, size: int, *, last: bool) -> bytes:
    try:
        block = _read(file, size)
        too_long = last and file.read(1)
    except Exception as error:  # storage backends may raise anything
        raise ReferenceUnreadable("A reference cannot be read.") from error
    if len(block) < size or too_long:
        raise ReferenceUnreadable("A reference is not as long as it was.")
    return b64encode(block)


def _read(file: BinaryIO, size: int) -> bytes:
    """Reads exactly `size` bytes unless the file ends, also from files that return less per read."""
    block = file.read(size)
    while len(block) < size and (more := file.read(size - len(block))):
        block += more
    return block
