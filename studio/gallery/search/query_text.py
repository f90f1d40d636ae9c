"""What somebody types into the search of a gallery: words, `@person` and `#tag`."""

import re
from dataclasses import dataclass
from typing import Self

from studio.infra.text_search import split

_TERM = re.compile(r'(?P<sign>[@#]?)(?:"(?P<quoted>[^"]*)"?|(?P<plain>[^\s"]+))')
LONGEST = 400
"""Characters of one search; more are ignored."""
MOST = 12
"""Terms of one search; more are ignored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryText:
    """The terms of a search, each to be found: `雨夜 "key visual" @mara #poster`."""

    words: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    is_whole: bool = True
    """Whether the search covers all that was typed, apart from signs that cannot be searched."""

    @classmethod
    def read(cls, text: str) -> Self:
        """Of one line, in which quotation marks group words with spaces."""
        found: dict[str, list[str]] = {"": [], "@": [], "#": []}
        terms = list(_TERM.finditer(text.replace("＠", "@").replace("＃", "#")))
        for term in terms[:MOST]:
            term_text = (term["quoted"] or term["plain"] or "").strip()
            if term_text:
                found[term["sign"]].append(term_text)
        is_whole = len(terms) <= MOST and (not text.strip() or _finds(found))
        return cls(
            words=tuple(found[""]), people=tuple(found["@"]), tags=tuple(found["#"]), is_whole=is_whole
        )


def _finds(found: dict[str, list[str]]) -> bool:
    """Whether there is anything to search: “!” alone finds the same as no search."""
    return bool(found["@"] or found["#"] or any(split(word) for word in found[""]))
