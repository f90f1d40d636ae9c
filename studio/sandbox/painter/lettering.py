"""Everything written on a picture: title, the SANDBOX line, the watermark."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont, ImageStat

type Font = ImageFont.FreeTypeFont | ImageFont.ImageFont
type Colour = tuple[int, int, int]

CJK_FONTS = {
    "serif": ("NotoSerifCJK-Bold.ttc", "NotoSerifCJK-Regular.ttc", "NotoSansCJK-Bold.ttc"),
    "sans": ("NotoSansCJK-Bold.ttc", "NotoSansCJK-Regular.ttc", "NotoSerifCJK-Bold.ttc"),
}
FONT_FOLDERS = (
    Path("/usr/share/fonts/opentype/noto"),
    Path("/usr/share/fonts/truetype/noto"),
    Path("/usr/share/fonts"),
)
WHITE: Colour = (255, 255, 255)
INK: Colour = (22, 26, 34)


@cache
def cjk_file(style: str) -> Path | None:
    """A font file with Chinese glyphs, or None on a machine without one."""
    places = (folder / name for name in CJK_FONTS[style] for folder in FONT_FOLDERS)
    return next((place for place in places if place.is_file()), None)


def font(size: float, style: str = "serif") -> Font:
    """A font of `size` pixels; Pillow's own (Latin only) where no CJK font is installed."""
    path = cjk_file(style)
    return (
        ImageFont.truetype(path, max(6, round(size))) if path else ImageFont.load_default(max(6, round(size)))
    )


def writable(text: str, style: str = "serif") -> str:
    """`text` without the characters no installed font can draw."""
    return text if cjk_file(style) else "".join(c for c in text if ord(c) < 0x250).strip()


def write(
    picture: Image.Image,
    at: tuple[int, int],
    text: str,
    face: Font,
    colour: Colour,
    *,
    spacing: float = 0,
    opacity: float = 1,
) -> None:
    """Draw one line with its ink's top left corner at `at`, over a soft halo that keeps it legible anywhere."""
    stamp = letters(text, face, spacing)
    pad = max(3, stamp.height // 2)
    box = (at[0] - pad, at[1] - pad, at[0] + stamp.width + pad, at[1] + stamp.height + pad)
    mask = Image.new("L", (box[2] - box[0], box[3] - box[1]))
    mask.paste(stamp, (pad, pad))
    halo = mask.filter(ImageFilter.GaussianBlur(max(1.5, stamp.height / 7))).point(
        lambda v: min(255, v * 1.1) * 0.5
    )
    region = picture.crop(box)
    region.paste(INK if colour == WHITE else WHITE, mask=halo)
    region.paste(colour, mask=mask.point(lambda v: v * opacity))
    picture.paste(region, box[:2])


def letters(text: str, face: Font, spacing: float = 0) -> Image.Image:
    """The line's ink as an L mask, cropped to it; `spacing` pixels more between letters."""
    left, top, right, bottom = (int(v) for v in face.getbbox(text))
    room = int(spacing * len(text)) + 4
    mask = Image.new("L", (right - left + room + 4, bottom - top + 4))
    pen = ImageDraw.Draw(mask)
    if spacing:
        x = 2.0 - left
        for letter in text:
            pen.text((x, 2 - top), letter, font=face, fill=255)
            x += face.getlength(letter) + spacing
    else:
        pen.text((2 - left, 2 - top), text, font=face, fill=255)
    return mask.crop(mask.getbbox() or (0, 0, 1, 1))


def sign(picture: Image.Image, *, watermark: bool) -> None:
    """The SANDBOX line, lower left; with `watermark` also the notice, lower right, at least 5 % of the short side."""
    short = min(picture.size)
    margin = round(short * 0.035)
    small = font(max(11, short * 0.024), "sans")
    line = letters("SANDBOX", small)
    at = (margin, picture.height - margin - line.height)
    spacing = max(1, short * 0.005)
    colour = contrasting(picture, at, (round(line.width + 7 * spacing), line.height))
    write(picture, at, "SANDBOX", small, colour, spacing=spacing, opacity=0.88)
    if watermark:
        text = notice()
        face = font(fitting(text, short * 0.052), "sans")
        ink = letters(text, face)
        at = (picture.width - margin - ink.width, picture.height - margin - ink.height)
        write(picture, at, text, face, contrasting(picture, at, ink.size), opacity=0.82)


def notice() -> str:
    """The words of the watermark."""
    return "AI生成" if cjk_file("sans") else "AI generated"


def fitting(text: str, height: float) -> float:
    """The font size at which the ink of `text` is at least `height` pixels high."""
    size = height
    while letters(text, font(size, "sans")).height < height:
        size *= 1.06
    return size


def entitle(picture: Image.Image, titles: Sequence[str], *, top: float) -> None:
    """Write the quoted words large, centred, the first at `top` (share of the height), the second smaller below."""
    y = picture.height * top
    for rank, title in enumerate(titles):
        text = writable(title)
        if not text:
            continue
        limit = min(picture.size) * (0.15 if rank == 0 else 0.055)
        for line in broken(text, picture.width * 0.84, limit):
            size = min(limit, limit * picture.width * 0.84 / max(1, width_of(line, limit)))
            face = font(size)
            ink = letters(line, face)
            at = (round((picture.width - ink.width) / 2), round(y))
            write(picture, at, line, face, contrasting(picture, at, ink.size))
            y += size * 1.22
        y += limit * 0.12


def width_of(text: str, size: float) -> float:
    return float(font(size).getlength(text))


def broken(text: str, room: float, size: float) -> list[str]:
    """At most three lines; a long title is broken rather than made tiny."""
    wanted = min(3, max(1, round(width_of(text, size) / room + 0.2)))
    parts = text.split(" ") if " " in text else list(text)
    joint = " " if " " in text else ""
    share = -(-len(parts) // wanted)
    return [joint.join(parts[i : i + share]) for i in range(0, len(parts), share)]


def contrasting(picture: Image.Image, at: tuple[int, int], size: tuple[int, int]) -> Colour:
    """White on dark grounds, ink on light ones."""
    region = picture.crop((at[0], at[1], at[0] + size[0], at[1] + size[1])).resize((32, 8)).convert("L")
    return INK if ImageStat.Stat(ImageChops.invert(region)).mean[0] < 112 else WHITE
