"""Text as rules compare it: NFKC (full-width letters are plain ones), case folded, every gap one space, and without
invisible characters."""

import sys
import unicodedata
from itertools import pairwise

_IGNORED = {
    code: None
    for code in range(sys.maxunicode + 1)
    if unicodedata.category(chr(code)) == "Cf" or 0xFE00 <= code <= 0xFE0F
}
"""Zero-width spaces, joiners, soft hyphens, variation selectors: nobody sees them between two letters."""


def normalize(text: str) -> str:
    """The text to compare."""
    return " ".join(_fold(text).split())


def _fold(text: str) -> str:
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKC", text.translate(_IGNORED)).casefold()
    return unicodedata.normalize("NFKC", plain)


def normalize_with_origins(text: str) -> tuple[str, list[int]]:
    """The text to compare, and for each of its characters (and for its end) where it begins in the original."""
    starts = [at for at, character in enumerate(text) if not unicodedata.combining(character)]
    folded, origins = [" "], list[int]()
    for start, end in pairwise([*starts, len(text)]):
        for character in _fold(text[start:end]):
            if character.isspace() and folded[-1] == " ":
                continue
            folded.append(" " if character.isspace() else character)
            origins.append(start)
    return "".join(folded[1:]), [*origins, len(text)]
