"""Normalises text for comparison by rules: NFKC (full-width letters become plain ones), case folding, single spaces, no
invisible characters."""

import unicodedata
from itertools import pairwise


def normalize(text: str) -> str:
    """Returns the normalised text."""
    return " ".join(_fold(text).split())


def _fold(text: str) -> str:
    if text.isascii():
        return text.lower()
    visible = "".join(character for character in text if not _is_invisible(character))
    plain = unicodedata.normalize("NFKC", visible).casefold()
    return unicodedata.normalize("NFKC", plain)


def _is_invisible(character: str) -> bool:
    """Zero-width spaces, joiners, soft hyphens, variation selectors: they could hide a word from the rules."""
    return unicodedata.category(character) == "Cf" or "\ufe00" <= character <= "\ufe0f"


def normalize_with_origins(text: str) -> tuple[str, list[int]]:
    """The normalised text, and for each of its characters (and its end) the position in the original."""
    starts = [at for at, character in enumerate(text) if not unicodedata.combining(character)]
    folded, origins = [" "], list[int]()
    for start, end in pairwise([*starts, len(text)]):
        for character in _fold(text[start:end]):
            if character.isspace() and folded[-1] == " ":
                continue
            folded.append(" " if character.isspace() else character)
            origins.append(start)
    return "".join(folded[1:]), [*origins, len(text)]
