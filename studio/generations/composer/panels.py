"""What the composer shows of a model: its sizes, and the choice of available models."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from studio.generations.composer.model_summary import summary
from studio.provider.limits import tokens
from studio.provider.model_spec import ModelSpec
from studio.provider.sizes import Size


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """The presets of one resolution."""

    tier: str
    ratios: list[tuple[str, Size]]


@dataclass(frozen=True, slots=True, kw_only=True)
class TierOption:
    """A tier, whose exact size the model chooses."""

    name: str
    pixels: int
    tokens: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SizePanels:
    """The three ways to choose a size."""

    tiers_label: str
    scales: list[Scale]
    tiers: list[TierOption]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelChoice:
    """The model picker; hidden when there is only one model."""

    model: ModelSpec
    models: Sequence[ModelSpec]
    summary: str

    @property
    def is_shown(self) -> bool:
        return len(self.models) > 1


def size_panels(model: ModelSpec) -> SizePanels:
    """The sizes to choose from, the smallest resolution first."""
    return SizePanels(
        tiers_label=" / ".join(model.tiers),
        scales=[
            Scale(tier=tier, ratios=[(preset.ratio, preset.sizes[tier]) for preset in model.presets])
            for tier in model.tiers
        ],
        tiers=[
            TierOption(name=tier, pixels=size.pixels, tokens=_about_tokens(size))
            for tier, size in model.tiers.items()
        ],
    )


def _about_tokens(size: Size) -> str:
    return _("≈ %(tokens)s tokens") % {"tokens": f"{tokens([size.pixels]):,}"}


def model_choice(model: ModelSpec, models: Sequence[ModelSpec]) -> ModelChoice:
    """The chosen model among those that are available."""
    return ModelChoice(model=model, models=models, summary=summary(model))
