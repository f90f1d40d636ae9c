"""Checks a request against the model's official guide, and warns of what probably will not work as intended.

Hints never block a request: each is a sentence and a change that one click applies.
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
    GroupRequest,
    asks_for_one,
    find_group_request,
)
from studio.generations.composer.model_fields import model_in
from studio.provider.models import DEFAULT_MODEL
from studio.provider.sizes import Size, nearest, problem

MAX_HINTS = 3  # hints at once

DIGITS = {han: n for n, han in enumerate("一二三四五六七八九十", 1)}
HAN = re.compile(r"[\u4e00-\u9fff]")

_NUMERAL = r"(?:\d{1,2}|十?[一二三四五六七八九十])(?![\d:：x×张幅维只个位])"
_MENTION = re.compile(
    rf"(?:(?<![组套])图片?|\b(?:images|pictures|references))\s*#?(?P<list>{_NUMERAL}"
    rf"(?:\s*(?:,|、|&|-|–|~|～|to|and|和|与|到|至)\s*(?:图片?|images?)?\s*{_NUMERAL})*)"
    rf"|\b(?:image|picture|reference)\s*#?(?P<one>{_NUMERAL})",
    re.I,
)
_REMOVED_REFERENCE = re.compile(r"(?:图片?|\bimages?)\s*\?", re.I)
_RANGE = re.compile(rf"({_NUMERAL})\s*(?:-|–|~|～|to|到|至)\s*(?:图片?|images?)?\s*({_NUMERAL})", re.I)
_RATIO = re.compile(r"(?<![\d:：])(\d{1,2})\s?[:：]\s?(\d{1,2})(?![\d:：])")
_SHAPES = {
    "landscape": re.compile(r"横版|横向|横幅|\b(?:landscape|horizontal) (?:format|orientation)\b", re.I),
    "portrait": re.compile(r"竖版|竖向|竖幅|\b(?:portrait|vertical) (?:format|orientation)\b", re.I),
    "square": re.compile(r"方图|正方形(?:构图|画幅|图)|\bsquare (?:format|image|picture)\b", re.I),
}
_SHAPE_RATIO = {"landscape": "4:3", "portrait": "3:4", "square": "1:1"}
_TEXT_TO_DRAW = re.compile(
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
    """The first hints for the form's fields, as they were typed, and the number of references."""
    prompt = str(fields.get("prompt") or "")
    if not prompt.strip():
        return []
    found = [
        *_unquoted_text(prompt),
        *_reference_hints(prompt, references),
        *_group_hints(prompt, fields, references),
        *_ratio_hints(prompt, fields),
    ]
    return found[:MAX_HINTS]


def better_size(fields: Mapping[str, Any]) -> Size | None:
    """The nearest valid size to an invalid custom one; None when there is nothing to fix."""
    size = _size(fields) if fields.get("size_mode") == "custom" else None
    limits = model_in(fields).size_limits
    return nearest(size, limits) if size and problem(size, limits) else None


def mentioned(prompt: str) -> set[int]:
    """The numbers of the references that a prompt names: “Image 2”, “images 1 and 3”, “图二”, “图 1-3”."""
    numbers: set[int] = set()
    for match in _MENTION.finditer(prompt):
        listed = match["list"] or match["one"]
        numbers.update(map(_number, re.findall(_NUMERAL, listed)))
        for first, last in _RANGE.findall(listed):
            numbers.update(range(_number(first), _number(last) + 1))
    return numbers


def _number(text: str) -> int:
    if text.isdecimal():
        return int(text)
    return sum(DIGITS[one] for one in text)


def _unquoted_text(prompt: str) -> Iterator[Hint]:
    match = _TEXT_TO_DRAW.search(prompt)
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


def _reference_hints(prompt: str, references: int) -> Iterator[Hint]:
    named = mentioned(prompt)
    beyond = sorted(n for n in named if n > references)
    unmentioned = [n for n in range(1, references + 1) if n not in named]
    if beyond:
        yield _missing_reference_hint(prompt, beyond[0], references)
    elif lost := _REMOVED_REFERENCE.search(prompt):
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


def _missing_reference_hint(prompt: str, number: int, references: int) -> Hint:
    match = next(one for one in _MENTION.finditer(prompt) if number in mentioned(one[0]))
    last = re.sub(_NUMERAL, lambda one: str(references) if _number(one[0]) == number else one[0], match[0])
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


def _group_hints(prompt: str, fields: Mapping[str, Any], references: int) -> Iterator[Hint]:
    model = model_in(fields)
    requested, most = find_group_request(prompt), model.max_together - references
    if not model.groups:
        return
    if fields.get("group") != "auto":
        if requested and most > 1:
            yield _group_off_hint(requested, most)
    elif requested is None:
        yield _missing_count_hint(prompt, fields)
    elif requested.count > _number_in(fields, "max_images") < most:
        yield _limit_too_low_hint(requested, fields, most)


def _group_off_hint(requested: GroupRequest, most: int) -> Hint:
    count = min(most, requested.count)
    return Hint(
        code="group",
        text=_("“%(words)s” asks for several images, but group images are off.") % {"words": requested.words},
        action=_("Turn on group images"),
        change={"group": "auto"} | ({"max_images": str(count)} if count else {}),
    )


def _missing_count_hint(prompt: str, fields: Mapping[str, Any]) -> Hint:
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


def _limit_too_low_hint(requested: GroupRequest, fields: Mapping[str, Any], most: int) -> Hint:
    count = min(most, requested.count)
    return Hint(
        code="limit",
        text=_("“%(words)s” asks for more than the limit of %(limit)d images.")
        % {"words": requested.words, "limit": _number_in(fields, "max_images")},
        action=_("Allow %(count)d") % {"count": count},
        change={"max_images": str(count)},
    )


def _number_in(fields: Mapping[str, Any], name: str) -> int:
    """An image count as it was typed; the form's default when it is invalid."""
    text = str(fields.get(name) or "")
    return int(text) if text.isdecimal() and len(text) < 3 and int(text) else 4


def _ratio_hints(prompt: str, fields: Mapping[str, Any]) -> Iterator[Hint]:
    size, wanted, model = _size(fields), _requested_ratio(prompt), model_in(fields)
    if size is None or wanted is None:
        return
    words, name = wanted
    offered = next(one.sizes for one in model.presets if one.ratio == name)
    tier = model.preset_sizes.get(str(size), "2K")
    exact = ":" in words or "：" in words
    if abs(math.log(size.ratio / offered[tier].ratio)) < 0.05 or (
        not exact and _has_same_orientation(size, offered[tier])
    ):
        return
    yield Hint(
        code="ratio",
        text=_("“%(words)s” in the prompt doesn’t set the size. The image will be %(size)s.")
        % {"words": words, "size": f"{size.width} × {size.height}"},
        action=_("Use %(ratio)s") % {"ratio": name},
        change={"size_mode": "ratio", "scale": tier, "size": str(offered[tier])},
    )


def _has_same_orientation(size: Size, shape: Size) -> bool:
    """Whether both are portrait, both landscape, or both square."""
    return (size.ratio > 1) == (shape.ratio > 1) and (size.ratio < 1) == (shape.ratio < 1)


def _requested_ratio(prompt: str) -> tuple[str, str] | None:
    """The words in the prompt that describe a shape, and the matching preset ratio."""
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
    """The chosen exact size; None for a tier, whose shape does depend on the prompt, or for anything invalid."""
    if fields.get("size_mode") == "tier":
        return None
    custom = fields.get("size_mode") == "custom"
    text = f"{fields.get('w')}x{fields.get('h')}" if custom else str(fields.get("size"))
    try:
        size = Size.parse(text)
    except ValueError:
        return None
    return size if size.width and size.height else None
