"""The composer's fields when the model changes: what the new one cannot do is changed to the nearest that it can."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from studio.provider.model_spec import ModelSpec
from studio.provider.models import DEFAULT_MODEL, MODELS, find_model
from studio.provider.sizes import Size, nearest, problem


@dataclass(slots=True, kw_only=True)
class Adapted:
    """The fields that change, and a sentence for each change that somebody would miss."""

    fields: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def model_in(fields: Mapping[str, Any]) -> ModelSpec:
    """The model that the form's fields name; the default one for none, or for one that is not known."""
    return find_model(str(fields.get("model") or "")) or DEFAULT_MODEL


def adapt(fields: Mapping[str, Any], model: ModelSpec, *, references: int = 0) -> Adapted:
    """What has to change in the fields for this model; nothing that it can do is touched."""
    made = Adapted()
    _adapt_size(fields, model, made)
    _adapt_group(fields, model, made)
    _adapt_options(fields, model, made)
    if references > model.max_references:
        made.notes.append(_too_many(references, model))
    return made


def _adapt_size(fields: Mapping[str, Any], model: ModelSpec, made: Adapted) -> None:
    changes = _preset(fields, model) | _tier(fields, model) | _custom(fields, model)
    made.fields |= changes
    mode = str(fields.get("size_mode") or "ratio")
    shown = {"ratio": ("size",), "tier": ("tier",), "custom": ("w", "h")}.get(mode, ())
    if any(name in changes for name in shown):
        old, new = (_written(source, shown) for source in (fields, {**fields, **changes}))
        made.notes.append(_("Size changed from %(old)s to %(new)s.") % {"old": old, "new": new})


def _written(fields: Mapping[str, Any], names: tuple[str, ...]) -> str:
    return "×".join(str(fields.get(name)) for name in names).replace("x", "×")


def _preset(fields: Mapping[str, Any], model: ModelSpec) -> dict[str, str]:
    """The same ratio, in the tier of the nearest area."""
    chosen = str(fields.get("size") or "")
    if not chosen or chosen in model.preset_sizes:
        return {}
    ratio, pixels = _known_presets().get(chosen, ("1:1", 2048 * 2048))
    sizes = next((one.sizes for one in model.presets if one.ratio == ratio), model.presets[0].sizes)
    return {"size": str(_closest(sizes, pixels)[1])}


def _known_presets() -> dict[str, tuple[str, int]]:
    """The ratio and the pixels of every size that any model offers."""
    return {
        str(size): (preset.ratio, size.pixels)
        for model in MODELS.values()
        for preset in model.presets
        for size in preset.sizes.values()
    }


def _tier(fields: Mapping[str, Any], model: ModelSpec) -> dict[str, str]:
    chosen = str(fields.get("tier") or "")
    if not chosen or chosen in model.tiers:
        return {}
    known = {tier: size for one in MODELS.values() for tier, size in one.tiers.items()}
    size = known.get(chosen, DEFAULT_MODEL.tiers["2K"])
    return {"tier": _closest(model.tiers, size.pixels)[0]}


def _closest(sizes: Mapping[str, Size], pixels: int) -> tuple[str, Size]:
    return min(sizes.items(), key=lambda one: abs(math.log(one[1].pixels / pixels)))


def _custom(fields: Mapping[str, Any], model: ModelSpec) -> dict[str, str]:
    """Only what was legal for another model: what somebody is still typing stays as it is."""
    try:
        size = Size.parse(f"{fields.get('w')}x{fields.get('h')}")
    except ValueError:
        return {}
    was_legal = any(problem(size, one.size_limits) is None for one in MODELS.values())
    if not was_legal or problem(size, model.size_limits) is None:
        return {}
    legal = nearest(size, model.size_limits)
    return {"w": str(legal.width), "h": str(legal.height)}


def _adapt_group(fields: Mapping[str, Any], model: ModelSpec, made: Adapted) -> None:
    if fields.get("group") == "auto" and not model.groups:
        made.fields["group"] = "disabled"
        made.notes.append(
            _("Group images are off: %(model)s makes one image per run.") % {"model": model.label}
        )


def _adapt_options(fields: Mapping[str, Any], model: ModelSpec, made: Adapted) -> None:
    mode = fields.get("optimize_prompt_mode")
    if mode and mode not in model.optimize_prompt_modes:
        made.fields["optimize_prompt_mode"] = ""
        made.notes.append(_("Prompt optimisation is set to Default."))
    if fields.get("web_search") and not model.web_search:
        made.fields["web_search"] = ""
        made.notes.append(_("Web search is off: %(model)s does not have it.") % {"model": model.label})


def _too_many(references: int, model: ModelSpec) -> str:
    extra = references - model.max_references
    return ngettext(
        "%(model)s takes up to %(limit)d references. Remove %(count)d reference.",
        "%(model)s takes up to %(limit)d references. Remove %(count)d references.",
        extra,
    ) % {"model": model.label, "limit": model.max_references, "count": extra}
