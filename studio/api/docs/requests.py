"""Descriptions of request fields and parameters, in the reader's language."""

from collections.abc import Callable, Sequence

from django.utils.translation import gettext as _

from studio.api.docs.fields import Field, fields
from studio.api.openapi.generations import GenerationRequest
from studio.api.reading.queries import MOST, ImageParameters, UsageParameters
from studio.generations.composer.forms import PROMPT_LIMIT
from studio.provider.limits import (
    MAX_IMAGES,
    MAX_RATIO,
    REFERENCE_FORMATS,
    REFERENCE_MAX_BYTES,
    RESULT_FORMAT,
)
from studio.provider.model_spec import ModelSpec

_SUPPORTED_BY: dict[str, Callable[[ModelSpec], bool]] = {
    "sequential_image_generation": lambda model: model.groups,
    "sequential_image_generation_options.max_images": lambda model: model.groups,
    "stream": lambda model: model.streaming,
    "tools": lambda model: model.web_search,
    "output_format": lambda model: len(model.output_formats) > 1,
}
"""Fields that not every model has."""


def generation_fields(models: Sequence[ModelSpec]) -> list[Field]:
    """The fields of a generation request that at least one of these models has."""
    modes = {mode: None for model in models for mode in model.optimize_prompt_modes}
    values = {"output_format": (RESULT_FORMAT,), "optimize_prompt_options.mode": tuple(modes)}
    missing = {name for name, is_supported in _SUPPORTED_BY.items() if not any(map(is_supported, models))}
    texts = _generation_texts(models).items()
    return fields(
        GenerationRequest, {name: text for name, text in texts if name not in missing}, values=values
    )


def _generation_texts(models: Sequence[ModelSpec]) -> dict[str, str]:
    numbers = {
        "characters": f"{PROMPT_LIMIT:,}",
        "references": max(model.max_references for model in models),
        "together": max(model.max_together for model in models),
        "images": MAX_IMAGES,
        "names": ", ".join(model.label for model in models if model.web_search),
    }
    texts = {
        "model": _("A name from the list of models, or the provider’s own id of it."),
        "prompt": _("What to create, in at most %(characters)s characters."),
        "images": _(
            "Up to %(references)d references: addresses (`https://…`), which the provider fetches, or data "
            "(`data:image/<format>;base64,…`)."
        ),
        "image": _("The same as `images`."),
        "size": _("`WIDTHxHEIGHT`, or a tier of the model such as `2K`. Default: `2048x2048`."),
        "sequential_image_generation": _("`auto` for a group. Default: `disabled`, one image."),
        "sequential_image_generation_options.max_images": _(
            "The most images that a group may have, from 1 to %(images)d. References and images are %(together)d "
            "together at most; beyond that, fewer images are asked for."
        ),
        "stream": _("`true` for an event for each image. Default: `false`, one response at the end."),
        "response_format": _("`url` for links, `b64_json` for the files themselves. Default: `url`."),
        "watermark": _("Whether “AI generated” is drawn in the lower right corner. Default: `true`."),
        "optimize_prompt_options.mode": _("How the model improves the prompt."),
        "tools": _('`[{"type": "web_search"}]` lets the model search the web: %(names)s only.'),
        "output_format": _("Images are always JPEG."),
    }
    return {name: text % numbers if "%(" in text else text for name, text in texts.items()}


def reference_facts() -> dict[str, object]:
    """The requirements for a reference."""
    return {
        "formats": ", ".join(name.upper() for name in REFERENCE_FORMATS),
        "megabytes": REFERENCE_MAX_BYTES // 1024**2,
        "ratio": MAX_RATIO,
    }


def image_parameters() -> list[Field]:
    """The parameters of `GET /v1/images`."""
    texts = {
        "team": _("The gallery of a team, by its address. Default: your own images."),
        "q": _("Words of the prompt, `@person`, `#tag`."),
        "by": _("Ids of owners. Repeatable."),
        "tag": _("Ids of tags; images have all of them. Repeatable."),
        "shape": _("Repeatable."),
        "size": _("The tier that an image’s size belongs to."),
        "from": _("The first day, such as `2026-11-01`."),
        "to": _("The last day."),
        "fav": _("Your favourites only."),
        "stars": _("Minimum average rating, from 1 to 5 stars."),
        "refs": _("Only images made with references."),
        "model": _("The model that made them."),
        "review": _("The state of the review; `none` for images never submitted."),
        "collection": _("The id of a collection."),
        "sort": _("Default: newest first; in a collection, its own order."),
        "after": _("`next` of the page before."),
        "limit": _("Images per page, at most %(most)d. Default: 50.") % {"most": MOST},
    }
    return fields(ImageParameters, texts)


def usage_parameters() -> list[Field]:
    """The parameters of `GET /v1/usage`."""
    texts = {
        "from": _("The first day. Default: the first of this month."),
        "to": _("The last day."),
        "team": _("The address of a team, or `private` for runs outside every team."),
        "view": _("`mine`, or `teams` for everybody in the teams that you lead."),
    }
    return fields(UsageParameters, texts)
