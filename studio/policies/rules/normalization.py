"""Text as rules compare it: NFKC (full-width letters are plain ones), case folded, every gap one space, and without
invisible characters."""

import unicodedata
from itertools import pairwise


def normalize(text: str) -> str:
    """The text to compare."""
    return " ".join(_fold(text).split())


def _fold(text: str) -> str:
    if text.isascii():
        return text.lower()
    visible = "".join(character for character in text if not _is_invisible(character))
    plain = unicodedata.normalize("NFKC", visible).casefold()
    return unicodedata.normalize("NFKC", plain)


def _is_invisible(character: str) -> bool:
    """Zero-width spaces, joiners, soft hyphens, variation selectors: nobody sees them between two letters."""
    return unicodedata.category(character) == "Cf" or "\ufe00" <= character <= "\ufe0f"


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
