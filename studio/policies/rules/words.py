"""Word lists: match whole words in scripts with spaces, and anywhere in scripts without them, such as Chinese."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from django.utils.translation import gettext as _

from studio.policies.rules.normalization import normalize
from studio.policies.rules.patterns import InvalidRule

MAX_WORDS = 500

_SEPARATORS = re.compile(r"[,，、;；\n\r]+")
# Scripts without spaces between words: Thai, Lao, Burmese, Khmer, Han and kana.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u312f\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)


@lru_cache(maxsize=512)
def split_words(text: str) -> tuple[str, ...]:
    """The normalised words and phrases of a rule, without duplicates. Raises InvalidRule."""
    words = tuple(dict.fromkeys(word for part in _SEPARATORS.split(text) if (word := normalize(part))))
    if not words:
        raise InvalidRule(_("Enter at least one word."))
    if len(words) > MAX_WORDS:
        raise InvalidRule(_("A rule can have up to %(most)d words.") % {"most": MAX_WORDS})
    return words


def find_word(word: str, text: str, start: int = 0) -> Iterator[tuple[int, int]]:
    """The positions of the word in a text; both are normalised."""
    at = text.find(word, start)
    while at >= 0:
        end = at + len(word)
        if not (_is_same_word(text, at - 1, word[0]) or _is_same_word(text, end, word[-1])):
            yield at, end
        at = text.find(word, at + 1)


def _is_same_word(text: str, neighbour: int, edge: str) -> bool:
    """Whether the neighbouring character continues the word at its edge."""
    return 0 <= neighbour < len(text) and _is_word_character(text[neighbour]) and _is_word_character(edge)


def _is_word_character(character: str) -> bool:
    is_letter = character.isalnum() or character == "_" or bool(unicodedata.combining(character))
    return is_letter and not _UNSPACED.match(character)
