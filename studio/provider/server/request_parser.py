"""Reads a request body as the live service does: null means absent, unknown fields are ignored."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from studio.provider.model_spec import ModelSpec
from studio.provider.models import find_model
from studio.provider.server.errors import Refusal, invalid, missing
from studio.provider.server.size_parser import parse_size
from studio.provider.sizes import Size


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageRequest:
    """A valid request."""

    model: ModelSpec
    model_id: str
    """The dated id, which the response repeats."""
    prompt: str
    references: tuple[str, ...]
    """As in the request body."""
    size: Size | str
    """A tier in upper case, or an exact size."""
    max_images: int | None
    """The maximum of a group, limited by the references; None for one image."""
    stream: bool
    base64: bool
    watermark: bool
    optimize_prompt: str
    """The mode; empty if not given."""
    web_search: bool
    output_format: str


def parse_request(payload: Mapping[str, Any]) -> ImageRequest:
    """Raises Refusal for the first field that the service would refuse."""
    fields = {name: value for name, value in payload.items() if value is not None}
    model, model_id = _model(fields)
    prompt = _text(fields, "prompt")
    if not prompt.strip():
        raise missing("prompt")
    _refuse_unknown(fields, model)
    references = _references(fields, model)
    return ImageRequest(
        model=model,
        model_id=model_id,
        prompt=prompt,
        references=tuple(references),
        size=parse_size(_text(fields, "size", "2048x2048"), model),
        max_images=_max_images(fields, len(references), model),
        optimize_prompt=_optimize_prompt(fields, model),
        web_search=_web_search(fields),
        output_format=_one_of(fields, "output_format", model.output_formats),
        stream=_flag(fields, "stream", False),
        base64=_one_of(fields, "response_format", ("url", "b64_json")) == "b64_json",
        watermark=_flag(fields, "watermark", True),
    )


def _model(fields: Mapping[str, Any]) -> tuple[ModelSpec, str]:
    name = _text(fields, "model")
    model = find_model(name)
    if model is None:
        message = f"The model or endpoint {name[:100]} does not exist or you do not have access to it."
        raise Refusal(404, "InvalidEndpointOrModel.NotFound", message, param="model")
    return model, model.answers_as(name)


def _refuse_unknown(fields: Mapping[str, Any], model: ModelSpec) -> None:
    """A field that only other models have is refused whatever its value."""
    known = {
        "output_format": len(model.output_formats) > 1,
        "tools": model.web_search,
        "background": bool(model.backgrounds),
        "sequential_image_generation": model.groups,
        "stream": model.streaming,
    }
    for name, is_known in known.items():
        if name in fields and not is_known:
            raise invalid(name, f"{name} is not supported for model {model.short_id}")
    if "background" in fields:
        _one_of(fields, "background", model.backgrounds)


def _references(fields: Mapping[str, Any], model: ModelSpec) -> list[str]:
    """`images` take precedence over `image`; an invalid value of either is refused, not ignored."""
    images, image = _texts(fields, "images"), _texts(fields, "image")
    references = images or image
    if len(references) > model.max_references:
        name = "images" if images else "image"
        raise invalid(name, f"number of reference images cannot exceed {model.max_references}")
    return references


def _texts(fields: Mapping[str, Any], name: str) -> list[str]:
    """A string or an array of strings; an empty string means none."""
    given = fields.get(name, "")
    if given == "":
        return []
    texts = [given] if isinstance(given, str) else given
    if not isinstance(texts, list) or not all(isinstance(one, str) and one for one in texts):
        raise invalid(name, "must be a string or an array of strings")
    return texts


def _max_images(fields: Mapping[str, Any], references: int, model: ModelSpec) -> int | None:
    """None if the group is disabled; its options are then not validated."""
    mode = _one_of(fields, "sequential_image_generation", ("disabled", "auto"))
    if mode == "disabled":
        return None
    most = model.max_images
    number = _options(fields, "sequential_image_generation_options").get("max_images", most)
    if isinstance(number, bool) or not isinstance(number, int) or not 1 <= number <= most:
        raise invalid(
            "sequential_image_generation_options.max_images", f"must be an integer between 1 and {most}"
        )
    return min(number, model.max_together - references)


def _optimize_prompt(fields: Mapping[str, Any], model: ModelSpec) -> str:
    options = _options(fields, "optimize_prompt_options")
    mode = _one_of(options, "mode", model.optimize_prompt_modes, "optimize_prompt_options.")
    return mode if "mode" in options else ""


def _web_search(fields: Mapping[str, Any]) -> bool:
    tools = fields.get("tools", [])
    if not isinstance(tools, list) or any(tool != {"type": "web_search"} for tool in tools):
        raise invalid("tools", 'must be an array of {"type": "web_search"}')
    return bool(tools)


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
