"""Mentions in comments: teammates named after “@” by name, by email address, or by the part of it before the @."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from studio.accounts.models import User
from studio.generations.models import Image

SIGN = re.compile(r"(?<![\w.+-])[@＠]|(?<=[\u3400-\u9fff])[@＠]")  # not within an email address
LATIN = re.compile(r"[^\W\u3400-\u9fff]")  # a word may continue after these, unlike after a Chinese character


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A mention in a text: from `start` (the “@”) to `end`, in characters."""

    start: int
    end: int
    people: frozenset[User]
    """Several when they have the same name: all of them are mentioned."""


def teammates(image: Image) -> list[User]:
    """The members of the image's team, by name, who can be mentioned; for a private image nobody."""
    if image.team_id is None:
        return []
    members = User.objects.filter(memberships__team=image.team_id, is_active=True)
    return list(members.order_by("name", "email"))


def find(text: str, people: Iterable[User]) -> Iterator[Mention]:
    """Every mention of one of `people`; longer names are matched first."""
    people = list(people)
    by_name = _by_name(people)
    # By length, not by name: the cost of each lookup does not grow with the team.
    lengths = sorted({len(name) for person in people for name in _names(person)}, reverse=True)
    at = 0
    for sign in SIGN.finditer(text):
        if sign.start() < at:  # within the previous mention
            continue
        for end in (sign.end() + length for length in lengths if sign.end() + length <= len(text)):
            named = by_name.get(text[sign.end() : end].casefold())
            if named and not _continues(text, end):
                yield Mention(start=sign.start(), end=end, people=frozenset(named))
                at = end
                break


def _by_name(people: Iterable[User]) -> dict[str, set[User]]:
    """The people by each of their names, in lower case."""
    by_name: dict[str, set[User]] = {}
    for person in people:
        for name in _names(person):
            by_name.setdefault(name.casefold(), set()).add(person)
    return by_name


def _names(person: User) -> list[str]:
    names = [person.name.strip(), person.email.partition("@")[0], person.email]
    return [name for name in names if name]


def _continues(text: str, end: int) -> bool:
    """Whether the word continues here: “@Anna” does not mention Ann."""
    return bool(LATIN.match(text[end - 1]) and LATIN.match(text[end : end + 1]))


def split(text: str, people: Iterable[User]) -> list[tuple[str, bool]]:
    """The text in pieces, and whether each is a mention."""
    parts, at = [], 0
    for found in find(text, people):
        parts += [(text[at : found.start], False), (text[found.start : found.end], True)]
        at = found.end
    return [part for part in [*parts, (text[at:], False)] if part[0]]


def highlight(text: str, people: Iterable[User]) -> SafeString:
    """The text as HTML with every mention marked; CSS preserves its line breaks."""
    pieces = (
        (format_html('<b class="at">{}</b>', words) if is_name else words,)
        for words, is_name in split(text, people)
    )
    return format_html_join("", "{}", pieces)


def handles(people: Iterable[User]) -> list[tuple[User, str]]:
    """Each person with a unique handle: their name, else the shortest unique part of their email address."""
    people = list(people)
    by_name = _by_name(people)
    return [
        (person, next(name for name in _names(person) if len(by_name[name.casefold()]) == 1))
        for person in people
    ]
