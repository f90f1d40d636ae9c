"""Reads how many images a prompt asks for: “six views”, “a series of posters”, “三张海报”.

A number counts only together with a word for an image, and only where a request can be: “a vase with six flowers” and
“two posters on the wall” describe one image.
"""

import re
from dataclasses import dataclass

from studio.generations.composer import image_count_en, image_count_zh

_SINGLE = re.compile(
    r"\b(?:a single|one single|just one|only one|one|1) (?:[a-z-]+ ){0,2}?"
    r"(?:image|picture|photo|photograph|poster|frame|illustration)\b"
    r"|(?:单|只要一|仅一|一|1) ?[张幅](?:图|照片|海报|插画|画)",
    re.I,
)
_NUMBERS = image_count_en.NUMBERS | image_count_zh.NUMBERS


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRequest:
    """The words that ask for several images, and how many: 0 when they do not say."""

    words: str
    count: int = 0


def find_group_request(prompt: str) -> GroupRequest | None:
    """The words that ask for several images; words with a number are preferred to words without one."""
    # Single spaces keep the patterns' look-ahead short for any input.
    text = re.sub(r"\s*\n\s*", "\n", re.sub(r"[^\S\n]+", " ", prompt)).strip()
    found = [
        GroupRequest(words=language.LEAD.sub("", match[0]).strip(" ,，、\n"), count=_count(match))
        for language in (image_count_en, image_count_zh)
        for pattern in language.PATTERNS
        for match in pattern.finditer(text)
    ]
    return max((one for one in found if one.count != 1), key=lambda one: one.count > 0, default=None)


def asks_for_one(prompt: str) -> bool:
    return bool(_SINGLE.search(prompt))


def _count(match: re.Match[str]) -> int:
    number = (match.groupdict().get("n") or "").lower()
    return int(number) if number.isdecimal() else _NUMBERS.get(number, 0)
