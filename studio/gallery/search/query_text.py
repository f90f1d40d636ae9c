"""What somebody types into the search of a gallery: words, `@person` and `#tag`."""

import re
from dataclasses import dataclass
from typing import Self

from studio.infra.text_search import split

_TERM = re.compile(r'(?P<sign>[@#]?)(?:"(?P<quoted>[^"]*)"?|(?P<plain>[^\s"]+))')
LONGEST = 400
"""Characters of one search; more are not looked at."""
MOST = 12
"""Terms of one search; more are not looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryText:
    """The terms of a search, each to be found: `雨夜 "key visual" @mara #poster`."""

    words: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    is_whole: bool = True
    """Whether all that was typed is looked for, apart from signs that no prompt is found by."""

    @classmethod
    def read(cls, text: str) -> Self:
        """Of one line, in which quotation marks group words with spaces."""
        found: dict[str, list[str]] = {"": [], "@": [], "#": []}
        terms = list(_TERM.finditer(text.replace("＠", "@").replace("＃", "#")))
        for term in terms[:MOST]:
            said = (term["quoted"] or term["plain"] or "").strip()
            if said:
                found[term["sign"]].append(said)
        is_whole = len(terms) <= MOST and (not text.strip() or _finds(found))
        return cls(
            words=tuple(found[""]), people=tuple(found["@"]), tags=tuple(found["#"]), is_whole=is_whole
        )


def _finds(found: dict[str, list[str]]) -> bool:
    """Whether anything is looked for: a search for “!” alone finds what no search finds."""
    return bool(found["@"] or found["#"] or any(split(word) for word in found[""]))
