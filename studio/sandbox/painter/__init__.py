"""The sandbox's painter: one style, the same image for the same request, using only Pillow."""

import io
import random
from collections.abc import Sequence

from PIL import Image, ImageFilter, ImageOps

from .canvas import Canvas, Colour, mix, rgb, write_texts
from .scenes import INK, SCENES, WHITE, Palette, weather
from .words import GROUP, TABLES, Brief, read

References = Sequence[Image.Image]
MOODS = {"warm": (0.16, (240, 160, 90)), "cool": (0.18, (90, 140, 200)), "pale": (0.24, WHITE)}


def paint(
    prompt: str,
    width: int,
    height: int,
    *,
    index: int = 0,
    references: References = (),
    watermark: bool = True,
) -> bytes:
    """A JPEG of exactly `width` x `height` that follows the words of `prompt`; `index` is the position in a group.

    References contribute their colours and are pasted as small prints. The text SANDBOX is always drawn; `watermark`
    adds the notice that the real service draws.
    """
    brief = read(prompt, index)
    palette = _palette(brief, references)
    canvas = Canvas(width, height, brief.seed, (palette.top, palette.middle, palette.low, palette.low))
    SCENES[brief.motif](canvas, palette, brief)
    weather(canvas, brief)
    if "grey" in brief.said:
        canvas.image = Image.blend(canvas.image, canvas.image.convert("L").convert("RGB"), 0.85)
    picture = canvas.finish(width, height)
    _paste_references(picture, references, brief.seed % GROUP)
    write_texts(picture, brief.titles, watermark=watermark)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=90)
    return out.getvalue()


def _palette(brief: Brief, references: References) -> Palette:
    """The colours of the time of day, then of the season, then those named in the prompt or found in the references."""
    palette = Palette(*map(rgb, TABLES["sky", brief.time]))
    if brief.season:
        far, near, accent, air = map(rgb, TABLES["year", brief.season])
        share = 0.35 if brief.time == "night" else 0.75
        palette = palette.tinted(share, far=far, near=near, accent=accent)
        palette = palette.tinted(share * 0.4, low=air, middle=air)
    named = [*map(rgb, brief.colours)] or [colour for one in references[:2] for colour in _colours(one)]
    if first := next(iter(named), None):
        palette = palette.tinted(0.3, top=first, middle=first, low=mix(palette.low, first, 0.5))
        palette = palette.tinted(0.55, far=first, near=mix(first, INK, 0.65)).tinted(0.85, accent=named[-1])
    elif not brief.season:
        chosen = random.Random(brief.seed % GROUP).choice(TABLES["accent", "any"])
        palette = palette.tinted(0.5, accent=rgb(chosen))
    for mood in sorted(MOODS.keys() & {*brief.said}):
        palette = palette.tinted(MOODS[mood][0], **dict.fromkeys(Palette._fields, MOODS[mood][1]))
    return palette


def _colours(reference: Image.Image) -> list[Colour]:
    """The most vivid colours of a reference, the strongest last."""
    few = reference.convert("RGB").resize((32, 32)).quantize(5).convert("RGB").tobytes()
    found = {(few[k], few[k + 1], few[k + 2]) for k in range(0, len(few), 3)}
    return sorted(found, key=lambda one: (max(one) - min(one), one))[-2:]


def _paste_references(picture: Image.Image, references: References, seed: int) -> None:
    """Pastes the references as small prints with a white border, in a row near the lower edge."""
    short, rng = min(picture.size), random.Random(seed)
    side = min(short * 0.2, picture.width * 0.78 / max(1, len(references)))
    for k, reference in enumerate(references):
        card = ImageOps.contain(reference.convert("RGB"), (max(1, round(side * 0.86)),) * 2)
        card = ImageOps.expand(card, max(1, round(side * 0.04)), WHITE).convert("RGBA")
        card = card.rotate(rng.uniform(-5, 5), Image.Resampling.BICUBIC, expand=True)
        x = round(picture.width / 2 + (k + 0.5 - len(references) / 2) * side * 1.08 - card.width / 2)
        y = round(picture.height - short * 0.1 - side / 2 - card.height / 2)
        edge = round(side / 8)
        shadow = ImageOps.expand(card.getchannel("A").point(lambda v: v // 2), edge)
        picture.paste(INK, (x - edge, y - edge), shadow.filter(ImageFilter.GaussianBlur(side / 22)))
        picture.paste(card, (x, y), card)
