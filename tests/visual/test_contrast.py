"""Pairs of tokens as the browser paints them: text 4.5 to 1 on every surface, the outline of a field 3 to 1."""

import pytest

from tests.visual.conftest import Guide

# The colours of each surface's texts and outline over it, each as [name, red, green, blue] from 0 to 255.
PAINTED = """() => {
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
    """As WCAG reckons it, from 0 to 1."""
    parts = [part / 255 for part in colour]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Colour, other: Colour) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pairs_of_tokens_are_distinguishable(guide: Guide, theme: str) -> None:
    painted: list[tuple[str, Colour, Colour]] = guide(color_scheme=theme).evaluate(PAINTED)
    assert len(painted) == 5 * 8
    ratios = {name: contrast(under, over) for name, under, over in painted}
    weak = {
        name: round(ratio, 2)
        for name, ratio in ratios.items()
        if ratio < (3 if name.startswith("line-field") else 4.5)
    }
    assert weak == {}


def test_black_on_white_is_twenty_one_to_one() -> None:
    assert round(contrast((0, 0, 0), (255, 255, 255)), 2) == 21
