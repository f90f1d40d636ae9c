"""Reads how many images a prompt asks for: “six views”, “a series of posters”, “三张海报”.

A number counts only together with a word for a picture, and where a request stands: “a vase with six flowers” and
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
class Request:
    """The words that ask for several images, and how many: 0 when they leave it open."""

    words: str
    count: int = 0


def several(prompt: str) -> Request | None:
    """What in the prompt asks for several images; words with a number come before words without one."""
    # One space at a time: the patterns need not look far, whatever is typed.
    text = re.sub(r"\s*\n\s*", "\n", re.sub(r"[^\S\n]+", " ", prompt)).strip()
    found = [
        Request(words=language.LEAD.sub("", match[0]).strip(" ,，、\n"), count=_count(match))
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
