"""What a model can do, in words."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from studio.provider.model_spec import Certainty, ModelSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFact:
    """One line of the table of a model."""

    name: str
    value: str
    source: str
    """How certain it is."""


def summary(model: ModelSpec) -> str:
    """One line for choosing a model: how it differs from others, and what it cannot do."""
    tiers = [*model.tiers]
    parts = [_("%(first)s to %(last)s") % {"first": tiers[0], "last": tiers[-1]}]
    parts.append(_("up to %(count)d references") % {"count": model.max_references})
    if model.web_search:
        parts.append(_("web search"))
    if not model.groups:
        parts.append(_("one image per run"))
    if not model.streaming:
        parts.append(_("no progress until it is done"))
    return pgettext("between the parts of a list", ", ").join(parts)


def facts(model: ModelSpec) -> list[ModelFact]:
    """Everything that differs between models, with the certainty of each fact."""
    values = {
        "tiers": (_("Sizes"), ", ".join(model.tiers)),
        "size_limits": (_("Pixels"), _pixels(model)),
        "max_references": (_("References"), str(model.max_references)),
        "groups": (_("Images per run"), str(model.max_images)),
        "streaming": (_("Images arrive"), _("one by one") if model.streaming else _("all at the end")),
        "optimize_prompt_modes": (
            _("Prompt optimisation"),
            ", ".join(label for _mode, label in optimisation_choices(model)),
        ),
        "web_search": (_("Web search"), _("Yes") if model.web_search else _("No")),
    }
    sources = _sources()
    return [
        ModelFact(name=name, value=value, source=sources[model.certainty[fact]])
        for fact, (name, value) in values.items()
    ]


def optimisation_choices(model: ModelSpec) -> list[tuple[str, str]]:
    """The model's modes of prompt optimisation, with their labels."""
    labels = {"standard": _("Standard"), "fast": _("Fast")}
    return [(mode, labels.get(mode, mode)) for mode in model.optimize_prompt_modes]


def _pixels(model: ModelSpec) -> str:
    limits = model.size_limits
    text = _("%(least)s to %(most)s") % {"least": f"{limits.min_pixels:,}", "most": f"{limits.max_pixels:,}"}
    if limits.step == 1:
        return text
    return text + " · " + _("in steps of %(step)d") % {"step": limits.step}


def _sources() -> dict[Certainty, str]:
    return {
        Certainty.CONTRACT: _("Documented by the provider"),
        Certainty.SEVERAL_SOURCES: _("Several public pages"),
        Certainty.ONE_SOURCE: _("One public page"),
        Certainty.ASSUMED: _("Assumed"),
    }
