"""Compares a refused image with the one that replaces it."""

import difflib
import re
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from studio.gallery.run_settings import run_settings
from studio.generations.models import Generation, Image
from studio.review.models import Submission

_PIECES = re.compile(r"[A-Za-z0-9]+|\s+|.", re.DOTALL)
MAX_PIECES = 4_000  # pieces of a prompt that are compared; difflib's time grows with their square


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the prompt: in both (`same`), only in the earlier one (`old`), or only in this one (`new`)."""

    kind: str
    text: str

    @property
    def html(self) -> SafeString:
        marks = {"old": "<del>{}</del>", "new": "<ins>{}</ins>", "same": "{}"}
        return format_html(marks[self.kind], self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """An earlier image compared with this one."""

    earlier: Image
    prompt: list[Piece]
    settings: list[tuple[str, str, str]]
    """The settings that differ: name, before, now."""

    @property
    def marked_prompt(self) -> SafeString:
        """Both prompts as one text, with deletions and insertions marked."""
        return format_html_join("", "{}", ((piece.html,) for piece in self.prompt))

    @property
    def is_same_prompt(self) -> bool:
        return all(piece.kind == "same" for piece in self.prompt)


def comparison(row: Submission) -> Comparison | None:
    """Compares with the image that this one replaces; None if there is none, or it is no longer available."""
    if row.replaces_id is None:
        return None
    stored = Image.objects.stored().select_related("generation")
    earlier = stored.filter(submission=row.replaces_id, team=row.team_id).first()
    if earlier is None:
        return None
    return Comparison(
        earlier=earlier,
        prompt=differences(earlier.generation.prompt, row.image.generation.prompt),
        settings=_settings(earlier.generation, row.image.generation),
    )


def differences(before: str, after: str) -> list[Piece]:
    """The diff of two prompts: compares words in Latin letters as a whole, Chinese character by character."""
    old, new = _PIECES.findall(before)[:MAX_PIECES], _PIECES.findall(after)[:MAX_PIECES]
    found = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(Piece("same", "".join(new[c:d])))
            continue
        pieces = [Piece("old", "".join(old[a:b])), Piece("new", "".join(new[c:d]))]
        found += [piece for piece in pieces if piece.text]
    return found


def _settings(before: Generation, after: Generation) -> list[tuple[str, str, str]]:
    old, new = dict(_all_settings(before)), dict(_all_settings(after))
    return [(name, old[name], new[name]) for name in new if old[name] != new[name]]


def _all_settings(run: Generation) -> list[tuple[str, str]]:
    return [(_("Size"), run.size_label), (_("References"), str(len(run.references_list))), *run_settings(run)]
