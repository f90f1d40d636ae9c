"""The specification of a model: its limits, its fields, and the certainty of each fact."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from studio.provider.limits import MAX_IMAGES
from studio.provider.sizes import Preset, Size, SizeLimits


class Certainty(StrEnum):
    """Where a fact comes from."""

    CONTRACT = "contract"
    """The provider's API documentation."""
    SEVERAL_SOURCES = "several_sources"
    """Independent public pages that agree."""
    ONE_SOURCE = "one_source"
    ASSUMED = "assumed"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ModelSpec:
    """One model. `certainty` has an entry for every fact that may differ between models."""

    name: str
    """The studio's name for the model at every provider: runs and prices are stored under it."""
    label: str
    ids: Mapping[str, str]
    """The model's id by kind of provider; a kind that is missing does not offer it."""
    old_ids: tuple[str, ...] = ()
    """Further accepted names."""
    price_hint: Mapping[str, str]
    """Approximate price of an image, by currency; the actual prices are set per installation."""
    tiers: Mapping[str, Size]
    """Expected sizes; the actual size of a tier is in the response."""
    presets: tuple[Preset, ...]
    size_limits: SizeLimits
    max_references: int
    max_together: int
    """Maximum of references and images together in one call."""
    groups: bool
    streaming: bool
    output_formats: tuple[str, ...]
    """The default first. A model with one format refuses the field."""
    optimize_prompt_modes: tuple[str, ...]
    web_search: bool = False
    """Whether it takes `tools: [{"type": "web_search"}]`."""
    backgrounds: tuple[str, ...] = ()
    """Values of `background`; a model without any refuses the field."""
    certainty: Mapping[str, Certainty]

    @property
    def max_images(self) -> int:
        return MAX_IMAGES if self.groups else 1

    @property
    def short_id(self) -> str:
        """The model's name in the service's messages: `doubao-seedream-4-5`."""
        return self.name.replace(".", "-")

    @property
    def all_ids(self) -> frozenset[str]:
        """Every name that means this model."""
        return frozenset({self.name, self.short_id, *self.old_ids, *self.ids.values()})

    @property
    def preset_sizes(self) -> dict[str, str]:
        """Maps every preset size, as it is written, to its tier."""
        return {str(size): tier for preset in self.presets for tier, size in preset.sizes.items()}

    def answers_as(self, asked: str) -> str:
        """The dated id, which responses contain whatever name was requested."""
        return asked if asked == self.ids.get("byteplus") else self.ids.get("ark", self.name)
