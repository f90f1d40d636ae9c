"""Reads a request body as the live service does: null means absent, unknown fields are ignored."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.provider.limits import MAX_IMAGES, MAX_REFERENCES, MAX_TOGETHER
from studio.provider.sizes import Size
from studio.sandbox.image_count import stated_number
from studio.sandbox.protocol.errors import (
    Refusal,
    invalid,
    missing,
)
from studio.sandbox.protocol.size_resolution import resolve

# Asked for by any of these names; the answer echoes the dated one.
MODELS = {
    "doubao-seedream-4.5": "doubao-seedream-4-5-251128",
    "doubao-seedream-4-5": "doubao-seedream-4-5-251128",
    "doubao-seedream-4-5-251128": "doubao-seedream-4-5-251128",
    "seedream-4-5-251128": "seedream-4-5-251128",
}
NOT_SUPPORTED = ("output_format", "tools", "background")


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageRequest:
    """A valid request. A reference is its text, or the file that holds its escaped text."""

    model: str
    prompt: str
    references: tuple[str | Path, ...]
    size: Size
    images: int
    stream: bool
    base64: bool
    watermark: bool


def parse_request(payload: Mapping[str, Any], lifted: Mapping[str, Path], prompt: str) -> ImageRequest:
    """`prompt` is the prompt without the markers of scripted faults. Raises Refusal."""
    fields = {name: value for name, value in payload.items() if value is not None}
    model = _model(fields)
    if not _text(fields, "prompt").strip():
        raise missing("prompt")
    for name in NOT_SUPPORTED:
        if name in fields:
            raise invalid(name, f"{name} is not supported for model doubao-seedream-4-5")
    references = _references(fields)
    size = resolve(_text(fields, "size", "2048x2048"), prompt)
    ceiling = _ceiling(fields)
    _one_of(_options(fields, "optimize_prompt_options"), "mode", ("standard",), "optimize_prompt_options.")
    return ImageRequest(
        model=model,
        prompt=prompt,
        references=tuple(lifted.get(reference, reference) for reference in references),
        size=size,
        images=_images(ceiling, len(references), prompt),
        stream=_flag(fields, "stream", False),
        base64=_one_of(fields, "response_format", ("url", "b64_json")) == "b64_json",
        watermark=_flag(fields, "watermark", True),
    )


def _model(fields: Mapping[str, Any]) -> str:
    name = _text(fields, "model")
    if name not in MODELS:
        message = f"The model or endpoint {name[:100]} does not exist or you do not have access to it."
        raise Refusal(404, "InvalidEndpointOrModel.NotFound", message, param="model")
    return MODELS[name]


def _references(fields: Mapping[str, Any]) -> list[str]:
    name = "images" if fields.get("images") else "image"
    given = fields.get(name, [])
    references = [given] if isinstance(given, str) else given
    if not isinstance(references, list) or not all(isinstance(one, str) and one for one in references):
        raise invalid(name, "must be a string or an array of strings")
    if len(references) > MAX_REFERENCES:
        raise invalid(name, f"number of reference images cannot exceed {MAX_REFERENCES}")
    return references


def _ceiling(fields: Mapping[str, Any]) -> int | None:
    """None when the group is disabled; then its options are not even looked at."""
    mode = _one_of(fields, "sequential_image_generation", ("disabled", "auto"))
    if mode == "disabled":
        return None
    number = _options(fields, "sequential_image_generation_options").get("max_images", MAX_IMAGES)
    if isinstance(number, bool) or not isinstance(number, int) or not 1 <= number <= MAX_IMAGES:
        raise invalid(
            "sequential_image_generation_options.max_images", f"must be an integer between 1 and {MAX_IMAGES}"
        )
    return number


def _images(ceiling: int | None, references: int, prompt: str) -> int:
    if ceiling is None:
        return 1
    return min(ceiling, MAX_TOGETHER - references, stated_number(prompt) or MAX_IMAGES)


def _text(fields: Mapping[str, Any], name: str, default: str | None = None) -> str:
    value = fields.get(name, default)
    if value is None:
        raise missing(name)
    if not isinstance(value, str):
        raise invalid(name, "must be a string")
    return value


def _flag(fields: Mapping[str, Any], name: str, default: bool) -> bool:
    value = fields.get(name, default)
    if not isinstance(value, bool):
        raise invalid(name, "must be a boolean")
    return value


def _one_of(fields: Mapping[str, Any], name: str, choices: tuple[str, ...], prefix: str = "") -> str:
    value = fields.get(name, choices[0])
    if value not in choices:
        raise invalid(prefix + name, f"must be one of {', '.join(map(repr, choices))}")
    return str(value)


def _options(fields: Mapping[str, Any], name: str) -> dict[str, Any]:
    value = fields.get(name, {})
    if not isinstance(value, dict):
        raise invalid(name, "must be an object")
    return {key: inner for key, inner in value.items() if inner is not None}
