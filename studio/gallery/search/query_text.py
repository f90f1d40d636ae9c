"""Parses the text of a gallery's search: words, `@person` and `#tag`."""

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
    """The terms of a search, all of which must match: `雨夜 "key visual" @mara #poster`."""

    words: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    is_complete: bool = True
    """Whether the search covers the complete text, except for characters that cannot be searched."""

    @classmethod
    def read(cls, text: str) -> Self:
        """Parses one line, in which quotation marks group words with spaces."""
        found: dict[str, list[str]] = {"": [], "@": [], "#": []}
        terms = list(_TERM.finditer(text.replace("＠", "@").replace("＃", "#")))
        for term in terms[:MOST]:
            term_text = (term["quoted"] or term["plain"] or "").strip()
            if term_text:
                found[term["sign"]].append(term_text)
        is_complete = len(terms) <= MOST and (not text.strip() or _finds(found))
        return cls(
            words=tuple(found[""]), people=tuple(found["@"]), tags=tuple(found["#"]), is_complete=is_complete
        )


def _finds(found: dict[str, list[str]]) -> bool:
    """Whether there is anything to search for: “!” alone is the same as no search."""
    return bool(found["@"] or found["#"] or any(split(word) for word in found[""]))
