"""Adapts the composer's fields to another model: unsupported values become the nearest supported ones."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from studio.provider.limits import MAX_IMAGES
from studio.provider.model_spec import ModelSpec
from studio.provider.models import DEFAULT_MODEL, MODELS, find_model
from studio.provider.sizes import Size, nearest, problem


@dataclass(slots=True, kw_only=True)
class AdaptedFields:
    """The changed fields, and a sentence for each change that people should notice."""

    fields: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def model_in(fields: Mapping[str, Any]) -> ModelSpec:
    """The model that the form's fields name; the default model when it is missing or unknown."""
    return find_model(str(fields.get("model") or "")) or DEFAULT_MODEL


def image_count_in(fields: Mapping[str, Any]) -> int:
    """The maximum number of images in the fields; 1 for anything that is not a number."""
    text = str(fields.get("max_images") or "")
    count = int(text) if text.isdecimal() and len(text) < 3 else 1
    return min(max(count, 1), MAX_IMAGES) if fields.get("group") == "auto" else 1


def adapt(fields: Mapping[str, Any], model: ModelSpec, *, references: int = 0) -> AdaptedFields:
    """The fields that must change for this model; supported values stay."""
    adapted = AdaptedFields()
    _adapt_size(fields, model, adapted)
    _adapt_group(fields, model, adapted)
    _adapt_options(fields, model, adapted)
    if references > model.max_references:
        adapted.notes.append(_too_many_references_note(references, model))
    return adapted


def _adapt_size(fields: Mapping[str, Any], model: ModelSpec, adapted: AdaptedFields) -> None:
    changes = _adapt_preset(fields, model) | _adapt_tier(fields, model) | _adapt_custom_size(fields, model)
    adapted.fields |= changes
    mode = str(fields.get("size_mode") or "ratio")
    shown = {"ratio": ("size",), "tier": ("tier",), "custom": ("w", "h")}.get(mode, ())
    if any(name in changes for name in shown):
        old, new = (_size_text(source, shown) for source in (fields, {**fields, **changes}))
        adapted.notes.append(_("Size changed from %(old)s to %(new)s.") % {"old": old, "new": new})


def _size_text(fields: Mapping[str, Any], names: tuple[str, ...]) -> str:
    return "×".join(str(fields.get(name)) for name in names).replace("x", "×")


def _adapt_preset(fields: Mapping[str, Any], model: ModelSpec) -> dict[str, str]:
    """The same ratio in the tier with the nearest area."""
    chosen = str(fields.get("size") or "")
    if not chosen or chosen in model.preset_sizes:
        return {}
    ratio, pixels = _known_presets().get(chosen, ("1:1", 2048 * 2048))
    sizes = next((one.sizes for one in model.presets if one.ratio == ratio), model.presets[0].sizes)
    return {"size": str(_closest(sizes, pixels)[1])}


def _known_presets() -> dict[str, tuple[str, int]]:
    """The ratio and pixel count of every preset size of all models."""
    return {
        str(size): (preset.ratio, size.pixels)
        for model in MODELS.values()
        for preset in model.presets
        for size in preset.sizes.values()
    }


def _adapt_tier(fields: Mapping[str, Any], model: ModelSpec) -> dict[str, str]:
    chosen = str(fields.get("tier") or "")
    if not chosen or chosen in model.tiers:
        return {}
    known = {tier: size for one in MODELS.values() for tier, size in one.tiers.items()}
    size = known.get(chosen, DEFAULT_MODEL.tiers["2K"])
    return {"tier": _closest(model.tiers, size.pixels)[0]}


def _closest(sizes: Mapping[str, Size], pixels: int) -> tuple[str, Size]:
    return min(sizes.items(), key=lambda one: abs(math.log(one[1].pixels / pixels)))


def _adapt_custom_size(fields: Mapping[str, Any], model: ModelSpec) -> dict[str, str]:
    """Changes only a size that is valid for another model: a size that is still being typed stays."""
    try:
        size = Size.parse(f"{fields.get('w')}x{fields.get('h')}")
    except ValueError:
        return {}
    was_legal = any(problem(size, one.size_limits) is None for one in MODELS.values())
    if not was_legal or problem(size, model.size_limits) is None:
        return {}
    legal = nearest(size, model.size_limits)
    return {"w": str(legal.width), "h": str(legal.height)}


def _adapt_group(fields: Mapping[str, Any], model: ModelSpec, adapted: AdaptedFields) -> None:
    if fields.get("group") == "auto" and not model.groups:
        adapted.fields["group"] = "disabled"
        adapted.notes.append(
            _("Group images are off: %(model)s makes one image per run.") % {"model": model.label}
        )


def _adapt_options(fields: Mapping[str, Any], model: ModelSpec, adapted: AdaptedFields) -> None:
    mode = fields.get("optimize_prompt_mode")
    if mode and mode not in model.optimize_prompt_modes:
        adapted.fields["optimize_prompt_mode"] = ""
        adapted.notes.append(_("Prompt optimisation is set to Default."))
    if fields.get("web_search") and not model.web_search:
        adapted.fields["web_search"] = ""
        adapted.notes.append(_("Web search is off: %(model)s does not have it.") % {"model": model.label})


def _too_many_references_note(references: int, model: ModelSpec) -> str:
    extra = references - model.max_references
    return ngettext(
        "%(model)s takes up to %(limit)d references. Remove %(count)d reference.",
        "%(model)s takes up to %(limit)d references. Remove %(count)d references.",
        extra,
    ) % {"model": model.label, "limit": model.max_references, "count": extra}
