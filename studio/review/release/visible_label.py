"""Draws the visible AI label “AI生成”: white on a dark box, so that it is legible on any image.

The four glyphs are drawn as strokes: neither the container nor a bare machine has a Chinese font, and a font of many
megabytes for four glyphs would be too much. Runs in an image process, so it must not import Django.
"""

from itertools import pairwise

from PIL import Image as Pillow
from PIL import ImageDraw

HEIGHT = 0.055
"""The height of the letters relative to the image's short side; the standard (GB 45438) requires at least 5 %."""
BOX_OPACITY = 0.72  # even over white, white text on it has a contrast of 9 : 1
MARGIN = 0.02  # between the box and the image's edge, relative to the short side
OVERSAMPLING = 4  # scale factor while drawing, for smooth edges

type Point = tuple[float, float]
type Stroke = list[Point]

# Coordinates in a square of 100 × 100 that includes the stroke width; more than two points make a curve.
STROKE_WIDTH = 9.0
GLYPHS: list[tuple[float, list[Stroke]]] = [
    (68, [[(4.5, 95.5), (34, 4.5)], [(34, 4.5), (63.5, 95.5)], [(15, 65), (53, 65)]]),  # A
    (9, [[(4.5, 4.5), (4.5, 95.5)]]),  # I
    (
        94,
        [  # 生
            [(25, 8), (20, 24), (7, 42)],
            [(21, 28), (84, 28)],
            [(48, 4.5), (48, 95)],
            [(17, 60), (80, 60)],
            [(4.5, 95.5), (89.5, 95.5)],
        ],
    ),
    (
        96,
        [  # 成
            [(16, 24), (91, 24)],
            [(16, 24), (17, 70), (4.5, 95.5)],
            [(17, 48), (44, 48)],
            [(44, 48), (44, 66), (42, 81), (28, 79)],
            [(54, 4.5), (56, 50), (72, 91), (87, 96), (91, 74)],
            [(81, 43), (70, 70), (43, 92)],
            [(71, 6), (82, 13)],
        ],
    ),
]
GAP = 14.0


def draw(image: Pillow.Image) -> Pillow.Image:
    """Returns the image in RGB with the label in its lower right corner."""
    labelled = image.convert("RGB")
    mask = text_mask(HEIGHT * min(image.size))
    pad, margin = mask.height // 2, round(MARGIN * min(image.size))
    width, height = mask.width + 2 * pad, mask.height + 2 * pad
    left, top = image.width - margin - width, image.height - margin - height
    dark = Pillow.new("L", (width, height), round(255 * BOX_OPACITY))
    labelled.paste((0, 0, 0), (left, top), dark)
    labelled.paste((255, 255, 255), (left + pad, top + pad), mask)
    return labelled


def text_mask(height: float) -> Pillow.Image:
    """The letters in white on black, at least `height` pixels high."""
    scale = (int(height) + 1) * OVERSAMPLING / 100
    width = sum(glyph_width for glyph_width, _strokes in GLYPHS) + GAP * (len(GLYPHS) - 1)
    mask = Pillow.new("L", (round(width * scale), round(100 * scale)))
    pen, left = ImageDraw.Draw(mask), 0.0
    for glyph_width, strokes in GLYPHS:
        for stroke in strokes:
            _draw(pen, [((left + x) * scale, y * scale) for x, y in _curve(stroke)], STROKE_WIDTH * scale)
        left += glyph_width + GAP
    return mask.resize((mask.width // OVERSAMPLING, mask.height // OVERSAMPLING), Pillow.Resampling.BOX)


def _curve(stroke: Stroke) -> Stroke:
    """Smooths a stroke into a curve by cutting its corners three times (Chaikin's algorithm); its ends stay."""
    for _ in range(3 if len(stroke) > 2 else 0):
        cut = [point for a, b in pairwise(stroke) for point in (_between(a, b, 0.25), _between(a, b, 0.75))]
        stroke = [stroke[0], *cut[1:-1], stroke[-1]]
    return stroke


def _between(a: Point, b: Point, part: float) -> Point:
    return a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part


def _draw(pen: ImageDraw.ImageDraw, points: Stroke, width: float) -> None:
    """A line with round ends and joints."""
    pen.line(points, fill=255, width=round(width))
    for x, y in points:
        pen.circle((x, y), width / 2, fill=255)
