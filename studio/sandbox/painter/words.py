"""Parses a prompt for the painter. The known words, English and Chinese, are in tables.txt."""

import hashlib
import random
import re
from dataclasses import dataclass
from pathlib import Path

_ROWS = [line.split(" | ") for line in Path(__file__).with_name("tables.txt").read_text().splitlines()]
TABLES = {(row[0], row[1]): row[2].split(",") for row in _ROWS if len(row) == 3}
GROUP = 7919
_QUOTED = re.compile(r"[“\"「『](.{1,60}?)[”\"」』]", re.DOTALL)


_WORDS = {key: sorted(words, key=len, reverse=True) for key, words in TABLES.items()}
_PATTERNS = {
    key: re.compile("|".join(rf"\b{one}(?:s|es)?\b" if one.isascii() else one for one in words), re.I)
    for key, words in _WORDS.items()
}


@dataclass(frozen=True, kw_only=True)
class Brief:
    """One image of a group; `seed` determines its composition, `seed % GROUP` what the group shares."""

    motif: str
    time: str
    season: str
    said: list[str]
    """Moods, and further features: rain, snow, mist, water, woods, an aurora."""
    colours: list[str]
    titles: list[str]
    seed: int


def read(prompt: str, index: int) -> Brief:
    """Parses a prompt. A list of seasons or times of day makes the group one view over time, else several views."""
    text = _QUOTED.sub(" ", prompt)
    seed = int.from_bytes(hashlib.sha256(prompt.strip().encode("utf-8", "replace")).digest()[:4])
    if re.search(r"four seasons|四季", text, re.I):
        text = f"spring, summer, autumn, winter, {text}"
    named, seasons, times = found(text, "season", "time"), found(text, "season"), found(text, "time")
    is_listed = len(seasons) > 1 or len(times) > 1
    if is_listed:
        named = [named[index % len(named)]]
    season = next((one for one in seasons if one in named), "")
    default = "day" if season else random.Random(seed).choice(("dawn", "day", "dusk"))
    said = [one for one in found(text, "extra", "mood") if one != "snow" or not is_listed]
    return Brief(
        motif=next(iter(found(text, "motif")), "silk"),
        time=next((one for one in times if one in named), default),
        season=season,
        said=[*said, "snow"] if season == "winter" else said,
        colours=found(text, "colour")[:2],
        titles=[" ".join(one.split()) for one in _QUOTED.findall(prompt)[:3]],
        seed=seed if is_listed else seed + GROUP * index,
    )


def found(text: str, *tables: str) -> list[str]:
    """The table entries whose words occur in a text, in text order; at the same position the longer word wins."""
    hits = {name: words.search(text) for (table, name), words in _PATTERNS.items() if table in tables}
    return [name for *_, name in sorted((hit.start(), -hit.end(), name) for name, hit in hits.items() if hit)]
