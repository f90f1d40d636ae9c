"""Reads a request body as the live service does: null means absent, unknown fields are ignored."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from studio.provider.limits import MAX_IMAGES, MAX_REFERENCES, MAX_TOGETHER
from studio.provider.server.errors import Refusal, invalid, missing
from studio.provider.server.size_parser import parse_size
from studio.provider.sizes import Size

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
    """A valid request."""

    model: str
    """The dated id, which the answer echoes."""
    prompt: str
    references: tuple[str, ...]
    """As they stand in the body."""
    size: Size | str
    """A tier in upper case, or an exact size."""
    max_images: int | None
    """The ceiling of a group, as far as the references leave room; None for one image."""
    stream: bool
    base64: bool
    watermark: bool
    optimize_prompt: str
    """The mode; empty when none was named."""


def parse_request(payload: Mapping[str, Any]) -> ImageRequest:
    """Raises Refusal for the first field that the service would refuse."""
    fields = {name: value for name, value in payload.items() if value is not None}
    model = _model(fields)
    prompt = _text(fields, "prompt")
    if not prompt.strip():
        raise missing("prompt")
    for name in NOT_SUPPORTED:
        if name in fields:
            raise invalid(name, f"{name} is not supported for model doubao-seedream-4-5")
    references = _references(fields)
    return ImageRequest(
        model=model,
        prompt=prompt,
        references=tuple(references),
        size=parse_size(_text(fields, "size", "2048x2048")),
        max_images=_max_images(fields, len(references)),
        optimize_prompt=_optimize_prompt(fields),
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


def _max_images(fields: Mapping[str, Any], references: int) -> int | None:
    """None when the group is disabled; then its options are not even looked at."""
    mode = _one_of(fields, "sequential_image_generation", ("disabled", "auto"))
    if mode == "disabled":
        return None
    number = _options(fields, "sequential_image_generation_options").get("max_images", MAX_IMAGES)
    if isinstance(number, bool) or not isinstance(number, int) or not 1 <= number <= MAX_IMAGES:
        raise invalid(
            "sequential_image_generation_options.max_images", f"must be an integer between 1 and {MAX_IMAGES}"
        )
    return min(number, MAX_TOGETHER - references)


def _optimize_prompt(fields: Mapping[str, Any]) -> str:
    options = _options(fields, "optimize_prompt_options")
    mode = _one_of(options, "mode", ("standard",), "optimize_prompt_options.")
    return mode if "mode" in options else ""


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
