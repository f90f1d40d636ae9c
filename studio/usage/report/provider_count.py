"""Our count next to the provider's own."""

from dataclasses import dataclass

from studio.usage.figures import Figures


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderCount:
    """If the provider reported nothing, its fields contain our own count."""

    images: int
    tokens: int
    provider_images: int
    provider_tokens: int
    unreported: int

    @property
    def image_difference(self) -> str:
        return _signed(self.provider_images - self.images)

    @property
    def token_difference(self) -> str:
        return _signed(self.provider_tokens - self.tokens)


def provider_count(figures: Figures) -> ProviderCount:
    total = figures.total
    return ProviderCount(
        images=total["billed"],
        tokens=total["tokens"],
        provider_images=total["provider_images"],
        provider_tokens=total["provider_tokens"],
        unreported=total["unreported"],
    )


def _signed(number: int) -> str:
    return f"{number:+,}" if number else "0"
