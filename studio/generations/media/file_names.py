"""Names of downloaded files: the day, the first words of the prompt, and the number of the image in its run."""

import re
import unicodedata
from collections import Counter
from datetime import date

from studio.infra.text_search import is_cjk

WORDS_BYTES = 80
"""UTF-8 bytes of the prompt in a name, so that the whole name fits every file system."""

_UNSAFE = re.compile(r'[<>:"/\\|?*]')
_PROMPT_PREFIX = 400  # characters of a prompt that can become part of a name


def image_file_name(day: date, prompt: str, number: int) -> str:
    """`2026-11-28 rainy city street at night 03.jpg`"""
    return f"{_stem(day, prompt)} {number:02}.jpg"


def run_file_name(day: date, prompt: str) -> str:
    """`2026-11-28 rainy city street at night.zip`"""
    return f"{_stem(day, prompt)}.zip"


def _stem(day: date, prompt: str) -> str:
    return f"{day:%Y-%m-%d} {first_words(prompt)}".strip()


def first_words(prompt: str) -> str:
    """The beginning of a prompt without characters that file names cannot contain, cut between words if possible."""
    text = unicodedata.normalize("NFC", prompt[:_PROMPT_PREFIX])
    words = " ".join(_UNSAFE.sub(" ", "".join(map(_visible, text))).split())
    return _truncate(words).strip(" .")


def _visible(character: str) -> str:
    """A space for separators; nothing for invisible characters, some of which change the text direction."""
    kind = unicodedata.category(character)
    if kind == "Cc" or kind[0] == "Z":
        return " "
    return "" if kind[0] == "C" else character


def _truncate(words: str) -> str:
    """At most `WORDS_BYTES` bytes; a character is never split."""
    data = words.encode()
    if len(data) <= WORDS_BYTES:
        return words
    fit = data[:WORDS_BYTES].decode(errors="ignore")
    complete, _space, rest = fit.rpartition(" ")
    is_between_words = words[len(fit)] == " " or any(map(is_cjk, rest))
    return fit if is_between_words or not complete else complete


class UniqueNames:
    """Makes names unique in one archive, also on file systems that ignore case."""

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()

    def add(self, name: str) -> str:
        """The name, or `name (2).jpg` when it was used before."""
        self._seen[name.casefold()] += 1
        count = self._seen[name.casefold()]
        stem, dot, suffix = name.rpartition(".")
        return name if count == 1 else f"{stem} ({count}){dot}{suffix}"
