"""What a run requested from the provider: prompt, size and number of images, as they were at the click."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from studio.generations.media.srcset import tile_sizes
from studio.provider.model_spec import ModelSpec
from studio.provider.models import DEFAULT_MODEL, model_of
from studio.provider.sizes import Size


class RequestFields(models.Model):
    """The part of a run that a person chose. It never changes afterwards."""

    prompt = models.TextField(_("prompt"))
    size = models.CharField(_("size"), max_length=16, help_text=_("A tier, or width x height in pixels."))
    max_images = models.PositiveSmallIntegerField(
        _("images at most"), null=True, blank=True, help_text=_("Empty: no group, one image.")
    )
    watermark = models.BooleanField(_("watermark"))
    optimize_prompt = models.CharField(_("prompt optimisation"), max_length=16, blank=True)
    web_search = models.BooleanField(_("web search"), default=False, db_default=False)
    model = models.CharField(_("model"), max_length=64, default=DEFAULT_MODEL.name)

    class Meta:
        abstract = True

    @property
    def spec(self) -> ModelSpec:
        """What the model can do."""
        return model_of(self.model)

    @property
    def other_model(self) -> str:
        """The model's label, unless it is the default model."""
        return "" if self.spec is DEFAULT_MODEL else self.spec.label

    @property
    def is_group(self) -> bool:
        return self.max_images is not None

    @property
    def planned(self) -> int:
        """The maximum number of images."""
        return self.max_images or 1

    @property
    def is_tier(self) -> bool:
        return self.size in self.spec.tiers

    @property
    def expected(self) -> Size:
        """The size for layout and cost calculations; for a tier the provider may choose another of about this area."""
        return self.spec.tiers[self.size] if self.is_tier else Size.parse(self.size)

    @property
    def ar(self) -> float:
        """Width over height, as reserved by the tiles."""
        return round(self.expected.ratio, 4)

    @property
    def shape(self) -> str:
        """The tile layout: square, landscape, portrait or pano."""
        return self.expected.shape

    @property
    def tile_sizes(self) -> str:
        """The width of its tiles before the layout is known."""
        return tile_sizes(images=self.planned, shape=self.shape, ar=self.ar)

    @property
    def size_label(self) -> str:
        """`3:2, 2496×1664` for a known ratio, `1920×2000` for another, `2K` for a tier."""
        if self.is_tier:
            return self.size
        name = next((one.ratio for one in self.spec.presets if self.size in map(str, one.sizes.values())), "")
        pixels = self.size.replace("x", "×")
        return f"{name}, {pixels}" if name else pixels
