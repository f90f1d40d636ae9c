"""Full-text search: splits texts into words for PostgreSQL's `tsvector` and `tsquery`.

Every Chinese, Japanese or Korean character is a separate word, so that one or two of them are found as fast as a
sentence; PostgreSQL's own parsers do not support Chinese, and trigrams need three characters.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.search import SearchVectorField
from django.db.models import Lookup
from django.db.models.sql.compiler import SQLCompiler

MOST = 4_000
"""Indexed words of one text; a position in a `tsvector` is at most 16,383."""

_LONGEST = 64  # characters of one word
_HAN = "\u2e80-\u2fdf\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_CJK = _HAN + "\u3040-\u30ff\u3100-\u312f\u31a0-\u31bf\uac00-\ud7af"  # kana, bopomofo, hangul
_WORD = re.compile(rf"[{_CJK}]|[^\W_{_CJK}]+")
_IS_CJK = re.compile(rf"[{_CJK}]")


def split(text: str) -> list[str]:
    """The words of a text in order, as they are stored: `"Rainy 雨夜"` is split into `["rainy", "雨", "夜"]`."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return [word[:_LONGEST] for word in _WORD.findall(plain)]


def is_cjk(word: str) -> bool:
    """Whether the word starts with a character that is a separate word."""
    return bool(_IS_CJK.match(word))


def vector(text: str) -> str:
    """A text as the text of a `tsvector`, with positions from 1. Words contain only letters and digits."""
    places: dict[str, list[str]] = {}
    for position, word in enumerate(split(text)[:MOST], start=1):
        places.setdefault(word, []).append(str(position))
    # PostgreSQL keeps 255 positions of one word.
    return " ".join(f"'{word}':{','.join(found[:255])}" for word, found in places.items())


def phrase(words: Iterable[str]) -> str:
    """Adjacent words, as the text of a `tsquery`; a last word of letters also matches as a prefix."""
    quoted = [f"'{word}'" for word in words]
    if quoted and not is_cjk(quoted[-1][1:]):
        quoted[-1] += ":*"
    return " <-> ".join(quoted)


def exact_phrase(words: Iterable[str]) -> str:
    """The same, with complete words only."""
    return " <-> ".join(f"'{word}'" for word in words)


@SearchVectorField.register_lookup
class Matches(Lookup):
    """`search_vector__matches="'雨' <-> '夜'"`: the text of a `tsquery`, whose words are as `split` gives them."""

    lookup_name = "matches"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        column, params = self.process_lhs(compiler, connection)
        return f"{column} @@ %s::tsquery", [*params, self.rhs]
