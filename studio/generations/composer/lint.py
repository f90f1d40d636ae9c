"""Reads a request as the model's official guide would, and warns of what probably will not turn out as intended.

Nothing here refuses anything: each hint is a sentence and a change that one click makes.
"""

import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from studio.generations.composer.image_count import (
    Request,
    asks_for_one,
    several,
)
from studio.generations.composer.model_fields import model_in
from studio.provider.models import DEFAULT_MODEL
from studio.provider.sizes import Size, nearest, problem

MOST = 3  # hints at once

DIGITS = {han: n for n, han in enumerate("一二三四五六七八九十", 1)}
HAN = re.compile(r"[\u4e00-\u9fff]")

_N = r"(?:\d{1,2}|十?[一二三四五六七八九十])(?![\d:：x×张幅维只个位])"
_MENTION = re.compile(
    rf"(?:(?<![组套])图片?|\b(?:images|pictures|references))\s*#?(?P<list>{_N}"
    rf"(?:\s*(?:,|、|&|-|–|~|～|to|and|和|与|到|至)\s*(?:图片?|images?)?\s*{_N})*)"
    rf"|\b(?:image|picture|reference)\s*#?(?P<one>{_N})",
    re.I,
)
_LOST = re.compile(r"(?:图片?|\bimages?)\s*\?", re.I)
_RANGE = re.compile(rf"({_N})\s*(?:-|–|~|～|to|到|至)\s*(?:图片?|images?)?\s*({_N})", re.I)
_RATIO = re.compile(r"(?<![\d:：])(\d{1,2})\s?[:：]\s?(\d{1,2})(?![\d:：])")
_SHAPES = {
    "landscape": re.compile(r"横版|横向|横幅|\b(?:landscape|horizontal) (?:format|orientation)\b", re.I),
    "portrait": re.compile(r"竖版|竖向|竖幅|\b(?:portrait|vertical) (?:format|orientation)\b", re.I),
    "square": re.compile(r"方图|正方形(?:构图|画幅|图)|\bsquare (?:format|image|picture)\b", re.I),
}
_SHAPE_RATIO = {"landscape": "4:3", "portrait": "3:4", "square": "1:1"}
_DRAWN = re.compile(
    r"(?:写着|写有|字样(?:为|是)?|(?:标题|副题|文字|文案)(?:为|是|叫))[:：]?\s*(?P<han>[^\s“”\"'‘’「」『』《》，。,.；;、！!？?：:]{1,30})"
    r"|\b(?:text|title|headline|caption|slogan|sign|label|words|lettering)\s+(?:that\s+)?"
    r"(?:says?|reads?|reading|saying)(?![a-z])\s*:?\s*(?P<latin>[^\s“”\"'‘’\n,.;:!?][^“”\"‘’\n,.;:!?]{0,40})",
    re.I,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """A sentence, and the change that fixes it: fields of the form, or `find` and `put` in the prompt."""

    code: str
    text: str
    action: str
    change: Mapping[str, str]

    @property
    def as_json(self) -> str:
        return json.dumps(dict(self.change), ensure_ascii=False)


def hints(fields: Mapping[str, Any], *, references: int) -> list[Hint]:
    """The first few hints for the form's fields, as they were typed, with so many references."""
    prompt = str(fields.get("prompt") or "")
    if not prompt.strip():
        return []
    found = [
        *_undrawn_text(prompt),
        *_mentions(prompt, references),
        *_group(prompt, fields, references),
        *_ratio(prompt, fields),
    ]
    return found[:MOST]


def better_size(fields: Mapping[str, Any]) -> Size | None:
    """The nearest legal size to a custom one that is not; None when there is nothing to mend."""
    size = _size(fields) if fields.get("size_mode") == "custom" else None
    limits = model_in(fields).size_limits
    return nearest(size, limits) if size and problem(size, limits) else None


def mentioned(prompt: str) -> set[int]:
    """The numbers of the references that a prompt names: “Image 2”, “images 1 and 3”, “图二”, “图 1-3”."""
    numbers: set[int] = set()
    for match in _MENTION.finditer(prompt):
        listed = match["list"] or match["one"]
        numbers.update(map(_number, re.findall(_N, listed)))
        for first, last in _RANGE.findall(listed):
            numbers.update(range(_number(first), _number(last) + 1))
    return numbers


def _number(text: str) -> int:
    if text.isdecimal():
        return int(text)
    return sum(DIGITS[one] for one in text)


def _undrawn_text(prompt: str) -> Iterator[Hint]:
    match = _DRAWN.search(prompt)
    if match is None:
        return
    text = (match["han"] or match["latin"]).strip()
    quoted = f"“{text}”" if match["han"] else f'"{text}"'
    yield Hint(
        code="quotes",
        text=_("Put text that should appear in the image in double quotes: %(text)s.") % {"text": quoted},
        action=_("Add quotes"),
        change={"find": match[0].rstrip(), "put": match[0].rstrip().removesuffix(text) + quoted},
    )


def _mentions(prompt: str, references: int) -> Iterator[Hint]:
    named = mentioned(prompt)
    beyond = sorted(n for n in named if n > references)
    unmentioned = [n for n in range(1, references + 1) if n not in named]
    if beyond:
        yield _beyond(prompt, beyond[0], references)
    elif lost := _LOST.search(prompt):
        yield Hint(
            code="lost",
            text=_("“%(words)s” refers to a reference that was removed.") % {"words": lost[0]},
            action=_("Remove"),
            change={"find": lost[0], "put": ""},
        )
    elif unmentioned:
        names = ", ".join(_("Image %(n)d") % {"n": n} for n in unmentioned[:4])
        han, latin = "、".join(f"图 {n}" for n in unmentioned), ", ".join(f"Image {n}" for n in unmentioned)
        yield Hint(
            code="unused",
            text=ngettext(
                "The prompt doesn’t mention %(names)s. Say what it is for.",
                "The prompt doesn’t mention %(names)s. Say what they are for.",
                len(unmentioned),
            )
            % {"names": names},
            action=_("Mention"),
            change={"put": f" 参考{han}。" if HAN.search(prompt) else f" Use {latin} as reference."},
        )


def _beyond(prompt: str, number: int, references: int) -> Hint:
    match = next(one for one in _MENTION.finditer(prompt) if number in mentioned(one[0]))
    last = re.sub(_N, lambda one: str(references) if _number(one[0]) == number else one[0], match[0])
    if not references:
        return Hint(
            code="beyond",
            text=_("The prompt mentions Image %(n)d, but there are no references.") % {"n": number},
            action=_("Remove"),
            change={"find": match[0], "put": ""},
        )
    return Hint(
        code="beyond",
        text=ngettext(
            "The prompt mentions Image %(n)d, but there is only %(count)d reference.",
            "The prompt mentions Image %(n)d, but there are only %(count)d references.",
            references,
        )
        % {"n": number, "count": references},
        action=_("Change to Image %(n)d") % {"n": references},
        change={"find": match[0], "put": last},
    )


def _group(prompt: str, fields: Mapping[str, Any], references: int) -> Iterator[Hint]:
    model = model_in(fields)
    asked, most = several(prompt), model.max_together - references
    if not model.groups:
        return
    if fields.get("group") != "auto":
        if asked and most > 1:
            yield _turn_on(asked, most)
    elif asked is None:
        yield _uncounted(prompt, fields)
    elif asked.count > _number_in(fields, "max_images") < most:
        yield _raise_limit(asked, fields, most)


def _turn_on(asked: Request, most: int) -> Hint:
    count = min(most, asked.count)
    return Hint(
        code="group",
        text=_("“%(words)s” asks for several images, but group images are off.") % {"words": asked.words},
        action=_("Turn on group images"),
        change={"group": "auto"} | ({"max_images": str(count)} if count else {}),
    )


def _uncounted(prompt: str, fields: Mapping[str, Any]) -> Hint:
    count = _number_in(fields, "max_images")
    start = f"一组 {count} 张图：" if HAN.search(prompt) else f"A series of {count} images: "
    one = _("Group images are on, but the prompt asks for a single image.")
    unsaid = _("Group images are on, but the prompt doesn’t say how many.")
    return Hint(
        code="uncounted",
        text=one if asks_for_one(prompt) else unsaid,
        action=_("Ask for %(count)d") % {"count": count},
        change={"find": prompt[:80], "put": start + prompt[:80]},
    )


def _raise_limit(asked: Request, fields: Mapping[str, Any], most: int) -> Hint:
    count = min(most, asked.count)
    return Hint(
        code="limit",
        text=_("“%(words)s” asks for more than the limit of %(limit)d images.")
        % {"words": asked.words, "limit": _number_in(fields, "max_images")},
        action=_("Allow %(count)d") % {"count": count},
        change={"max_images": str(count)},
    )


def _number_in(fields: Mapping[str, Any], name: str) -> int:
    """A count of images as it was typed; the form's own default when it is none."""
    text = str(fields.get(name) or "")
    return int(text) if text.isdecimal() and len(text) < 3 and int(text) else 4


def _ratio(prompt: str, fields: Mapping[str, Any]) -> Iterator[Hint]:
    size, wanted, model = _size(fields), _wanted(prompt), model_in(fields)
    if size is None or wanted is None:
        return
    words, name = wanted
    offered = next(one.sizes for one in model.presets if one.ratio == name)
    tier = model.preset_sizes.get(str(size), "2K")
    exact = ":" in words or "：" in words
    if abs(math.log(size.ratio / offered[tier].ratio)) < 0.05 or (not exact and _is_of(size, offered[tier])):
        return
    yield Hint(
        code="ratio",
        text=_("“%(words)s” in the prompt doesn’t set the size. The image will be %(size)s.")
        % {"words": words, "size": f"{size.width} × {size.height}"},
        action=_("Use %(ratio)s") % {"ratio": name},
        change={"size_mode": "ratio", "scale": tier, "size": str(offered[tier])},
    )


def _is_of(size: Size, shape: Size) -> bool:
    """Both upright, both lying, or both square."""
    return (size.ratio > 1) == (shape.ratio > 1) and (size.ratio < 1) == (shape.ratio < 1)


def _wanted(prompt: str) -> tuple[str, str] | None:
    """The words that say a shape, and the ratio on offer that is meant."""
    names = {preset.ratio for preset in DEFAULT_MODEL.presets}
    for match in _RATIO.finditer(prompt):
        name = f"{int(match[1])}:{int(match[2])}"
        if name in names:
            return match[0], name
    for shape, words in _SHAPES.items():
        match_of = words.search(prompt)
        if match_of:
            return match_of[0], _SHAPE_RATIO[shape]
    return None


def _size(fields: Mapping[str, Any]) -> Size | None:
    """The exact size that is chosen; None for a tier, whose shape does come from the words, or for nonsense."""
    if fields.get("size_mode") == "tier":
        return None
    custom = fields.get("size_mode") == "custom"
    text = f"{fields.get('w')}x{fields.get('h')}" if custom else str(fields.get("size"))
    try:
        size = Size.parse(text)
    except ValueError:
        return None
    return size if size.width and size.height else None
