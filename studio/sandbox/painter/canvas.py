"""Drawing on planar float pictures: anti-aliased stencils, coloured overlays, glows."""

from collections.abc import Iterable, Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from .colour import Paint, bytes_of
from .noise import Plane, stretch

type Point = tuple[float, float]

OVERSAMPLING = 2


def scaled(points: Iterable[Point]) -> list[Point]:
    return [(x * OVERSAMPLING, y * OVERSAMPLING) for x, y in points]


class Stencil:
    """A one-channel mask drawn at twice the size, in the picture's own pixel coordinates."""

    def __init__(self, width: int, height: int) -> None:
        self.image = Image.new("L", (width * OVERSAMPLING, height * OVERSAMPLING))
        self.pen = ImageDraw.Draw(self.image)

    def polygon(self, points: Iterable[Point], value: int = 255) -> None:
        self.pen.polygon(scaled(points), fill=value)

    def line(self, points: Iterable[Point], width: float, value: int = 255) -> None:
        self.pen.line(scaled(points), fill=value, width=max(1, round(width * OVERSAMPLING)), joint="curve")

    def ellipse(self, centre: Point, rx: float, ry: float, value: int = 255) -> None:
        self.pen.ellipse(scaled(ellipse_box(centre, rx, ry)), fill=value)

    def mask(self) -> Plane:
        """(h, w), 0..1."""
        return np.asarray(self.image.reduce(OVERSAMPLING), np.float32) / 255


class Overlay:
    """Coloured shapes drawn at twice the size; a later shape replaces what it covers."""

    def __init__(self, width: int, height: int) -> None:
        self.image = Image.new("RGBA", (width * OVERSAMPLING, height * OVERSAMPLING))
        self.pen = ImageDraw.Draw(self.image)

    def polygon(self, points: Iterable[Point], colour: Paint) -> None:
        self.pen.polygon(scaled(points), fill=bytes_of(colour))

    def line(self, points: Iterable[Point], width: float, colour: Paint) -> None:
        self.pen.line(
            scaled(points), fill=bytes_of(colour), width=max(1, round(width * OVERSAMPLING)), joint="curve"
        )

    def ellipse(self, centre: Point, rx: float, ry: float, colour: Paint) -> None:
        self.pen.ellipse(scaled(ellipse_box(centre, rx, ry)), fill=bytes_of(colour))

    def onto(self, picture: Plane, shadow: Point = (0, 0), blur: float = 0, strength: float = 0) -> Plane:
        """Laid over `picture`, with an optional soft shadow (offset and blur in pixels).

        Averaging opaque over empty pixels leaves colours multiplied by coverage, so they are added as they are.
        """
        flat = np.asarray(self.image.reduce(OVERSAMPLING), np.float32) / 255
        alpha = flat[..., 3]
        if strength:
            dark = np.roll(soften(alpha, blur), (round(shadow[1]), round(shadow[0])), (0, 1))
            picture = picture * (1 - strength * dark)
        return picture * (1 - alpha) + flat[..., :3].transpose(2, 0, 1)


def ellipse_box(centre: Point, rx: float, ry: float) -> Sequence[Point]:
    return [(centre[0] - rx, centre[1] - ry), (centre[0] + rx, centre[1] + ry)]


def cover(picture: Plane, colour: Plane, mask: Plane) -> None:
    """Paint `colour` over `picture` in place where `mask` (broadcastable to (h, w)) says so."""
    for channel, tint in zip(picture, colour, strict=True):
        change = tint - channel
        change *= mask
        channel += change


def soften(plane: Plane, radius: float) -> Plane:
    """Gaussian blur of an (h, w) plane of 0..1; wide blurs are done small, which is as smooth and far cheaper."""
    height, width = plane.shape
    shrink = max(1, int(radius / 1.6))
    small = Image.fromarray((np.clip(plane, 0, 1) * 255 + 0.5).astype(np.uint8))
    if shrink > 1:
        small = small.resize((max(1, width // shrink), max(1, height // shrink)), Image.Resampling.BOX)
    small = small.filter(ImageFilter.GaussianBlur(radius / shrink))
    blurred = np.asarray(small, np.float32) / 255
    return blurred if shrink == 1 else np.clip(stretch(blurred, width, height), 0, 1)


def soften_colour(picture: Plane, radius: float) -> Plane:
    """The same for a (3, h, w) picture."""
    return np.stack([soften(channel, radius) for channel in picture])


def to_picture(planes: Plane) -> Image.Image:
    """A Pillow RGB image of a (3, h, w) picture."""
    flat = (np.clip(planes, 0, 1) * 255 + 0.5).astype(np.uint8)
    return Image.fromarray(np.ascontiguousarray(flat.transpose(1, 2, 0)))


def to_planes(picture: Image.Image) -> Plane:
    """The (3, h, w) float picture of a Pillow image."""
    return np.ascontiguousarray(np.asarray(picture.convert("RGB"), np.float32).transpose(2, 0, 1)) / 255
