"""Contrast of token pairs as the browser paints them: text on every surface 4.5 to 1, field outlines 3 to 1."""

import pytest

from tests.visual.conftest import OpenStyleGuide

# The surface colour and the text or outline colour of each pair: [name, under, over], with channels from 0 to 255.
PAINTED_COLOURS = """() => {
  const brush = new OffscreenCanvas(1, 1).getContext("2d", {willReadFrequently: true});
  const paint = (...colours) => {
    for (const colour of colours) { brush.fillStyle = colour; brush.fillRect(0, 0, 1, 1); }
    return [...brush.getImageData(0, 0, 1, 1).data.slice(0, 3)];
  };
  return [...document.querySelectorAll("[data-surface]")].flatMap(surface => {
    const under = getComputedStyle(surface).backgroundColor;
    const over = (colour, name) => [`${name} on ${surface.dataset.surface}`, paint(under), paint(under, colour)];
    const line = getComputedStyle(surface.querySelector("[data-line]")).borderTopColor;
    return [...surface.querySelectorAll("[data-ink]")]
      .map(one => over(getComputedStyle(one).color, one.dataset.ink)).concat([over(line, "line-field")]);
  });
}"""
Colour = tuple[int, int, int]


def luminance(colour: Colour) -> float:
    """Relative luminance as WCAG calculates it, from 0 to 1."""
    channels = [channel / 255 for channel in colour]
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast_ratio(first: Colour, second: Colour) -> float:
    darker, lighter = sorted((luminance(first), luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_token_pairs_have_enough_contrast(open_style_guide: OpenStyleGuide, theme: str) -> None:
    painted: list[tuple[str, Colour, Colour]] = open_style_guide(color_scheme=theme).evaluate(PAINTED_COLOURS)
    assert len(painted) == 5 * 8
    ratios = {name: contrast_ratio(under, over) for name, under, over in painted}
    too_low = {
        name: round(ratio, 2)
        for name, ratio in ratios.items()
        if ratio < (3 if name.startswith("line-field") else 4.5)
    }
    assert too_low == {}


def test_black_on_white_has_a_contrast_of_21_to_1() -> None:
    assert round(contrast_ratio((0, 0, 0), (255, 255, 255)), 2) == 21
