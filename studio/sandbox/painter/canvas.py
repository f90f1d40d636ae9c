"""Drawing tools for all motifs: gradients, layers and text, at a low resolution that is enlarged afterwards."""

import math
import random
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from PIL import Image, ImageChops, ImageColor, ImageDraw, ImageFilter, ImageFont, ImageOps, ImageStat

Colour = tuple[int, int, int]
Shape = Sequence[tuple[float, float]]
PIXELS = 1_100_000  # maximum painted; larger images are scaled up
FINE = 2  # masks are drawn this many times larger, for smooth edges
CIRCLE = [(math.cos(k * math.tau / 48), math.sin(k * math.tau / 48)) for k in range(48)]
NIGHT = (12, 12, 30)
rgb: Callable[[str], Colour] = ImageColor.getrgb  # type: ignore[assignment]
FONT = Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc")


def mix(one: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def ramp(colours: Sequence[Colour], size: tuple[int, int]) -> Image.Image:
    """A vertical gradient, first colour at the top."""
    strip = Image.frombytes("RGB", (1, len(colours)), bytes(value for colour in colours for value in colour))
    box = (0, 0.5, 1, len(colours) - 0.5) if len(colours) > 1 else None
    return strip.resize((1, size[1]), Image.Resampling.BICUBIC, box=box).resize(size)


def wave(rng: random.Random, knots: float, octaves: int, base: float, height: float) -> list[float]:
    """A random line across the image around `base`; more octaves make it rougher."""
    line = [base] * 201
    for octave in range(octaves):
        turn, start = knots * 2**octave * rng.uniform(2.1, 3.3), rng.random() * math.tau
        line = [y - height * 0.52**octave * math.sin(k / 200 * turn + start) for k, y in enumerate(line)]
    return line


class Canvas:
    """An image being painted. Positions are fractions of its width and height, lengths fractions of its short side."""

    def __init__(self, width: int, height: int, seed: int, sky: Sequence[Colour]) -> None:
        scale = min(1.0, math.sqrt(PIXELS / (width * height)))
        self.width, self.height = max(16, round(width * scale)), max(16, round(height * scale))
        self.short = min(self.width, self.height)
        self.wide, self.tall = self.width / self.short, self.height / self.short
        self.rng = random.Random(seed)
        self.image = ramp(sky, (self.width, self.height))

    def around(self, x: float, y: float, shape: Shape, turn: float = 0.0, size: float = 1.0) -> Shape:
        """A shape placed at a position and rotated; its points are lengths."""
        cos, sin = math.cos(turn) * size, math.sin(turn) * size
        return [(x + (a * cos - b * sin) / self.wide, y + (a * sin + b * cos) / self.tall) for a, b in shape]

    def disc(self, x: float, y: float, radius: float, tall: float = 1.0) -> Shape:
        return self.around(x, y, [(a, b * tall) for a, b in CIRCLE], size=radius)

    def layer(self, shapes: Sequence[Shape], *colours: Colour, **look: float) -> None:
        """Draws shapes as one layer with a gradient fill; options: shadow, blur, opacity, across."""
        blur, shadow = look.get("blur", 0) * self.short, look.get("shadow", 0)
        xs = [x * self.width for shape in shapes for x, _ in shape] or [-9]
        ys = [y * self.height for shape in shapes for _, y in shape] or [-9]
        pad = 3 * blur + self.short * (0.03 if shadow else 0.002)
        left, right = max(0, math.floor(min(xs) - pad)), min(self.width, math.ceil(max(xs) + pad))
        top, bottom = max(0, math.floor(min(ys) - pad)), min(self.height, math.ceil(max(ys) + pad))
        if right <= left or bottom <= top:
            return
        mask = Image.new("L", ((right - left) * FINE, (bottom - top) * FINE))
        for shape in shapes:
            at = [((x * self.width - left) * FINE, (y * self.height - top) * FINE) for x, y in shape]
            ImageDraw.Draw(mask).polygon(at, fill=255)
        mask = mask.reduce(FINE).filter(ImageFilter.GaussianBlur(blur))
        if shadow:
            shade = mask.filter(ImageFilter.BoxBlur(self.short * 0.009)).point(lambda v: round(v * shadow))
            self.image.paste(NIGHT, (left, top), ImageChops.offset(shade, 0, -round(self.short * 0.008)))
        fill = ramp(colours, mask.size[::-1] if look.get("across") else mask.size)
        fill = fill.transpose(Image.Transpose.ROTATE_90) if look.get("across") else fill
        self.image.paste(fill, (left, top), mask.point(lambda v: round(v * look.get("opacity", 1))))

    def ground(self, line: Sequence[float], *colours: Colour, **look: float) -> None:
        """The area below a line across the image."""
        points = [(k / (len(line) - 1) * 1.02 - 0.01, y) for k, y in enumerate(line)]
        self.layer([[(1.01, 1.01), (-0.01, 1.01), *points]], *colours, **look)

    def glow(self, x: float, y: float, radius: float, colour: Colour, strength: float) -> None:
        side = max(2, round(radius * 2 * self.short))
        light = Image.radial_gradient("L").point(lambda v: round(max(0, 1 - v / 180) ** 2 * 255 * strength))
        at = (round(x * self.width - side / 2), round(y * self.height - side / 2))
        self.image.paste(colour, (*at, at[0] + side, at[1] + side), light.resize((side, side)))

    def mirror(self, horizon: float, tint: Colour, share: float) -> None:
        """Mirrors what is above the horizon below it, as in still water."""
        row = round(horizon * self.height)
        down = self.height - row
        part = ImageOps.flip(self.image.crop((0, max(0, row - down), self.width, row)))
        part = part.resize((self.width, down)).filter(ImageFilter.GaussianBlur(self.short * 0.006))
        self.image.paste(Image.blend(part, Image.new("RGB", part.size, tint), share), (0, row))

    def finish(self, width: int, height: int) -> Image.Image:
        """Scales to the requested size and adds film grain."""
        picture = self.image.resize((width, height), Image.Resampling.BICUBIC)
        noise = Image.frombytes("L", (512, 512), random.Random(self.short).randbytes(512 * 512))
        noise = noise.point([118 + v * 20 // 255 for v in range(256)])
        for top in range(0, height, 512):
            for left in range(0, width, 512):
                part = picture.crop((left, top, min(width, left + 512), min(height, top + 512)))
                grain = ImageChops.offset(noise, left * 7 + top * 3, top * 5 + left).crop((0, 0, *part.size))
                picture.paste(ImageChops.add(part, Image.merge("RGB", [grain] * 3), 1, -128), (left, top))
        return picture


@cache
def font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """A font with Chinese glyphs, or Pillow's Latin-only default if it is not installed."""
    return ImageFont.truetype(FONT, size) if FONT.is_file() else ImageFont.load_default(size)


def write(picture: Image.Image, text: str, x: float, y: float, size: float, anchor: str) -> None:
    """Writes a line in white or ink, whichever is readable there, with a faint outline of the other."""
    pen, face = ImageDraw.Draw(picture, "RGBA"), font(max(9, round(size)))
    text = text if FONT.is_file() else text.encode("ascii", "ignore").decode()
    behind = picture.crop(pen.textbbox((x, y), text, face, anchor, stroke_width=1)).convert("L")
    ink, edge = ((28, 30, 44), (255, 252, 244, 90)), ((255, 253, 248), (14, 16, 34, 100))
    fill, around = ink if ImageStat.Stat(behind).mean[0] > 150 else edge
    pen.text((x, y), text, fill, face, anchor, stroke_width=max(1, round(size / 22)), stroke_fill=around)
    pen.text((x, y), text, fill, face, anchor)


def write_texts(picture: Image.Image, titles: Sequence[str], *, watermark: bool) -> None:
    """Writes the quoted words near the top, SANDBOX at the lower left, the service's notice at the lower right."""
    width, height, short = *picture.size, min(picture.size)
    for k, title in enumerate(titles):
        size = min(short * (0.05 if k else 0.13), width * 84 / max(1, font(100).getlength(title)))
        write(picture, title, width / 2, height * 0.15 + short * 0.105 * k, size, "mm")
    edge, notice = short * 0.035, "AI生成" if FONT.is_file() else "AI generated"
    write(picture, "SANDBOX", edge, height - edge, short * 0.026, "ls")
    if watermark:
        write(picture, notice, width - edge, height - edge, short * 0.058, "rs")
