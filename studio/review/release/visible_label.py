"""Draws the visible AI label “AI生成”: white on a dark box of its own, so that it is legible on any picture.

The four glyphs are strokes of our own: neither the container nor a bare machine has a Chinese font, and a font of many
megabytes for four glyphs would be out of proportion. No Django here: it runs in an image process.
"""

from itertools import pairwise

from PIL import Image as Pillow
from PIL import ImageDraw

HEIGHT = 0.055
"""The height of the letters as a part of the picture's short side; the standard (GB 45438) asks for at least 5 %."""
BOX_OPACITY = 0.72  # white on this over white still has a contrast of 9 : 1
MARGIN = 0.02  # between the box and the picture's edge, of the short side
SMOOTH = 4  # times larger while it is drawn

type Point = tuple[float, float]
type Stroke = list[Point]

# In a square of 100 × 100 between the outlines' edges; a stroke of more than two points is a curve.
WIDTH = 9.0
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


def draw(picture: Pillow.Image) -> Pillow.Image:
    """The picture in RGB with the label in its lower right corner."""
    labelled = picture.convert("RGB")
    mask = text_mask(HEIGHT * min(picture.size))
    pad, margin = mask.height // 2, round(MARGIN * min(picture.size))
    width, height = mask.width + 2 * pad, mask.height + 2 * pad
    left, top = picture.width - margin - width, picture.height - margin - height
    dark = Pillow.new("L", (width, height), round(255 * BOX_OPACITY))
    labelled.paste((0, 0, 0), (left, top), dark)
    labelled.paste((255, 255, 255), (left + pad, top + pad), mask)
    return labelled


def text_mask(height: float) -> Pillow.Image:
    """The letters in white on black, at least so many pixels high from edge to edge."""
    scale = (int(height) + 1) * SMOOTH / 100
    width = sum(wide for wide, _strokes in GLYPHS) + GAP * (len(GLYPHS) - 1)
    mask = Pillow.new("L", (round(width * scale), round(100 * scale)))
    pen, left = ImageDraw.Draw(mask), 0.0
    for wide, strokes in GLYPHS:
        for stroke in strokes:
            _draw(pen, [((left + x) * scale, y * scale) for x, y in _curve(stroke)], WIDTH * scale)
        left += wide + GAP
    return mask.resize((mask.width // SMOOTH, mask.height // SMOOTH), Pillow.Resampling.BOX)


def _curve(stroke: Stroke) -> Stroke:
    """The corners of a stroke cut off three times (Chaikin), which makes it a curve; its ends stay."""
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
