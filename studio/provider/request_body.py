"""The JSON body of a call, made while it is sent: 14 references are 140 MB that need not be in memory."""

import asyncio
import json
from base64 import b64encode
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from typing import Any, BinaryIO, Literal

from studio.provider.limits import RESULT_FORMAT
from studio.provider.providers import Provider
from studio.provider.requests import DataReference, GenerationRequest, UrlReference

_BLOCK = 3 * 2**18
"""Bytes of a picture that become one chunk of 1 MiB; a multiple of 3, so that base64 needs no padding inside."""

Part = bytes | DataReference


class ReferenceUnreadable(Exception):
    """A reference is missing, or has another length than declared. The body stays incomplete: nothing was accepted."""


class Body:
    """A body of known length. `complete`: its last byte has been sent."""

    def __init__(self, parts: list[Part]) -> None:
        self._parts = parts
        self.complete = False

    @property
    def length(self) -> int:
        """The exact Content-Length."""
        return sum(len(part) if isinstance(part, bytes) else _encoded(part.size) for part in self._parts)

    async def chunks(self) -> AsyncGenerator[bytes]:
        """Raises ReferenceUnreadable."""
        *parts, last = self._parts
        for part in parts:
            if isinstance(part, bytes):
                yield part
            else:
                async for chunk in _data(part):
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
    """The call as `kind` wants it. Sends every default explicitly, since those of upstream are not ours, and leaves out
    every field that the model refuses. Only for a model that `kind` offers."""
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
    """What only some models know: others refuse these fields, whatever their value."""
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
    """The member with the references, an array also where a single string would do; none for none."""
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


def _encoded(size: int) -> int:
    return (size + 2) // 3 * 4


async def _data(reference: DataReference) -> AsyncIterator[bytes]:
    """Base64 of a file. Reading and encoding are in a thread, so that the other calls go on."""
    with await asyncio.to_thread(_open, reference) as file:
        for start in range(0, reference.size, _BLOCK):
            size = min(reference.size - start, _BLOCK)
            yield await asyncio.to_thread(_block, file, size, last=start + size == reference.size)


def _open(reference: DataReference) -> BinaryIO:
    try:
        return reference.path() if callable(reference.path) else reference.path.open("rb")
    except Exception as error:  # whatever a storage may raise
        raise ReferenceUnreadable("A reference cannot be opened.") from error


def _block(file: BinaryIO, size: int, *, last: bool) -> bytes:
    try:
        block = _read(file, size)
        too_long = last and file.read(1)
    except Exception as error:  # whatever a storage may raise
        raise ReferenceUnreadable("A reference cannot be read.") from error
    if len(block) < size or too_long:
        raise ReferenceUnreadable("A reference is not as long as it was.")
    return b64encode(block)


def _read(file: BinaryIO, size: int) -> bytes:
    """Exactly `size` bytes unless the file ends, also from files that give less at a time."""
    block = file.read(size)
    while len(block) < size and (more := file.read(size - len(block))):
        block += more
    return block
