"""What is known of a model: its limits, its fields, and how sure each fact is."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from studio.provider.limits import MAX_IMAGES
from studio.provider.sizes import Preset, Size, SizeLimits


class Certainty(StrEnum):
    """Where a fact comes from."""

    CONTRACT = "contract"
    """The provider's own page of the API."""
    SEVERAL_SOURCES = "several_sources"
    """Independent public pages that agree."""
    ONE_SOURCE = "one_source"
    ASSUMED = "assumed"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ModelSpec:
    """One model. `certainty` has an entry for every fact that may differ between models."""

    name: str
    """The studio's name, for every provider of the model: runs and prices are kept under it."""
    label: str
    ids: Mapping[str, str]
    """What a provider calls it, by kind; a kind that is absent does not offer it."""
    old_ids: tuple[str, ...] = ()
    """Further names that are understood."""
    price_hint: Mapping[str, str]
    """What an image costs about, by currency; the actual prices are the installation's own."""
    tiers: Mapping[str, Size]
    """What to reckon with; the real size of a tier comes with the answer."""
    presets: tuple[Preset, ...]
    size_limits: SizeLimits
    max_references: int
    max_together: int
    """References and images of one call."""
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
        """As the service names the model in its messages: `doubao-seedream-4-5`."""
        return self.name.replace(".", "-")

    @property
    def all_ids(self) -> frozenset[str]:
        """Every name that means this model."""
        return frozenset({self.name, self.short_id, *self.old_ids, *self.ids.values()})

    @property
    def preset_sizes(self) -> dict[str, str]:
        """The tier of every size on offer, by the size as it is written."""
        return {str(size): tier for preset in self.presets for tier, size in preset.sizes.items()}

    def answers_as(self, asked: str) -> str:
        """The dated id, which an answer names whatever name was asked for."""
        return asked if asked == self.ids.get("byteplus") else self.ids.get("ark", self.name)
