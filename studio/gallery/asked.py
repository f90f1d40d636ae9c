"""What somebody types into the search of a gallery: words, `@person` and `#tag`."""

import re
from dataclasses import dataclass
from typing import Self

_TERM = re.compile(r'(?P<sign>[@#]?)(?:"(?P<quoted>[^"]*)"?|(?P<plain>[^\s"]+))')
MOST = 12
"""Terms of one search; more are not looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The terms of a search, each to be found: `雨夜 "key visual" @mara #poster`."""

    words: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()

    @classmethod
    def read(cls, text: str) -> Self:
        """Of one line, in which quotation marks hold together what has spaces."""
        found: dict[str, list[str]] = {"": [], "@": [], "#": []}
        for term in list(_TERM.finditer(text.replace("＠", "@").replace("＃", "#")))[:MOST]:
            said = (term["quoted"] or term["plain"] or "").strip()
            if said:
                found[term["sign"]].append(said)
        return cls(words=tuple(found[""]), people=tuple(found["@"]), tags=tuple(found["#"]))
