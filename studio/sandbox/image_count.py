"""How many images a prompt asks for, if it states a number: in a group the model decides."""

import re

_WORDS = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen"  # in order, from 2
)
_ENGLISH = {word: number for number, word in enumerate(_WORDS.split("|"), start=2)}
_CHINESE = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_NUMBER = rf"([0-9]{{1,2}}|{_WORDS})"
_THINGS = (
    r"(?:images?|pictures?|frames?|panels?|variations?|posters?|photos?|shots?|scenes?|illustrations?|views?|"
    r"versions?|variants?|angles?|options?|renders?|concepts?|covers?|postcards?|portraits?|wallpapers?)"
)
_PATTERNS = (
    re.compile(rf"\b(?:series|set|group|sequence) of {_NUMBER}\b", re.IGNORECASE),
    # “the two images” means references, and so does “image 2 and image 3”.
    re.compile(
        rf"(?<!the )(?<!both )(?<!these )(?<!image )(?<!图 )(?<!:)\b{_NUMBER} (?:\w+ )?{_THINGS}\b",
        re.IGNORECASE,
    ),
    # 张 also counts tables, so a word like “picture” or the end of a phrase must follow.
    re.compile(
        r"([0-9]{1,2}|[一二两三四五六七八九十]{1,3})\s*[张幅格](?=$|[图照片画海插连组的不风，。、；：,.;:\s])"
    ),
)


def stated_number(prompt: str) -> int | None:
    """A number from 2 to 15, or None if the prompt states none."""
    for pattern in _PATTERNS:
        for found in pattern.finditer(prompt):
            number = _value(found[1].lower())
            if 2 <= number <= 15:
                return number
    return None


def _value(text: str) -> int:
    if text.isascii() and text.isdigit():
        return int(text)
    if text in _ENGLISH:
        return _ENGLISH[text]
    tens, ten, ones = text.rpartition("十")
    return (_CHINESE.get(tens, 1) * 10 if ten else 0) + _CHINESE.get(ones, 0)
