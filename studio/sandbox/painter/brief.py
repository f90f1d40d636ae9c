"""What a prompt asks for, as the painter understands it."""

import hashlib
import re
from dataclasses import dataclass

from . import words

QUOTED = re.compile(r"[“\"「『](.{1,60}?)[”\"」』]", re.DOTALL)
SEPARATOR = re.compile(r"[,，、;；/。.\n…|]|\bto\b|\bthen\b|到|至")


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A season and a time of day; None where the prompt leaves it open."""

    season: str | None = None
    time: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """One frame's orders. `seed` decides the composition, `colours` are hex strings, `titles` go on top."""

    scene: str
    seed: int
    index: int
    moment: Moment
    weather: tuple[str, ...]
    colours: tuple[str, ...]
    motifs: tuple[str, ...]
    titles: tuple[str, ...]


def read(prompt: str, index: int, scenes: tuple[str, ...]) -> Brief:
    """Understand `prompt` for frame `index` of its group; `scenes` are those that can be painted."""
    titles = tuple(" ".join(found.split()) for found in QUOTED.findall(prompt))
    text = QUOTED.sub(" ", prompt) if len(titles) else prompt
    seed = int.from_bytes(hashlib.sha256(prompt.strip().encode()).digest()[:4])
    listed = moments(text)
    # A prompt that lists seasons or hours is one view through time; any other group is several views.
    own_seed = seed if len(listed) > 1 else seed + 7919 * index
    return Brief(
        scene=choose_scene(text, seed, scenes) if text.strip() else choose_scene(prompt, seed, scenes),
        seed=own_seed % 2**31,
        index=index,
        moment=listed[index % len(listed)] if listed else Moment(),
        weather=words.meanings(words.WEATHER, text),
        colours=words.meanings(words.COLOURS, text),
        motifs=words.meanings(words.MOTIFS, text),
        titles=titles[:2],
    )


def choose_scene(text: str, seed: int, scenes: tuple[str, ...]) -> str:
    scores = {name: score for name, score in words.scene_scores(text).items() if name in scenes}
    if scores:
        return max(scores, key=lambda name: scores[name])
    return scenes[seed % len(scenes)]


def moments(text: str) -> list[Moment]:
    """The moments a text names: one, if it names at most one season and one time; else one per item of its list."""
    if words.FOUR_SEASONS.search(text):
        return [Moment(season=season) for season in words.SEASONS]
    seasons = [(at, "season", name) for at, name in words.occurrences(words.SEASONS, text)]
    times = [(at, "time", name) for at, name in words.occurrences(words.TIMES, text)]
    found = sorted(seasons + times)
    several = any(len({name for _, _, name in kind}) > 1 for kind in (seasons, times))
    if not several:
        return [Moment(**{kind: name for _, kind, name in reversed(found)})] if found else []
    return split(text, found)


def split(text: str, found: list[tuple[int, str, str]]) -> list[Moment]:
    """Group neighbouring words: a separator between two, or a second word of the same kind, starts a new moment."""
    groups: list[dict[str, str]] = []
    previous = 0
    for at, kind, name in found:
        if not groups or kind in groups[-1] or SEPARATOR.search(text, previous, at):
            groups.append({})
        groups[-1][kind] = name
        previous = at
    return list(dict.fromkeys(Moment(**group) for group in groups))
