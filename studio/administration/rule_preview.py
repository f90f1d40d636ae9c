"""Previews which of the latest prompts a rule matches, while it is being edited."""

import time
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.db.models.functions import Left
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from studio.accounts.models import Team, User
from studio.generations.models import Generation
from studio.policies.rules.matching import check_rule, find_spans, matches
from studio.policies.rules.normalization import normalize
from studio.policies.rules.patterns import InvalidRule

PROMPTS = 1000
PROMPT_LENGTH = 4000  # characters of each prompt that are checked
EXAMPLES = 5
CONTEXT_LENGTH = 60  # characters before and after the match
TIME_LIMIT = 1.0
"""Seconds after which the preview stops with a partial result, since it updates on every keystroke."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A matching prompt: the first match with the text before and after it."""

    run: Generation
    before: str
    match: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """How many of the checked prompts match, and the newest matches that the viewer may read."""

    checked: int = 0
    found: int = 0
    hidden: int = 0
    """Matches in other people's private runs: counted, never shown."""
    examples: tuple[Example, ...] = ()
    error: str = ""

    @property
    def sentence(self) -> str:
        if not self.checked:
            return _("There are no prompts to try this on yet.")
        return ngettext(
            "%(found)d of the last %(checked)d prompts matches.",
            "%(found)d of the last %(checked)d prompts match.",
            self.found,
        ) % {"found": self.found, "checked": self.checked}

    @property
    def hidden_sentence(self) -> str:
        """About other people's private prompts; empty when none matches."""
        if not self.hidden:
            return ""
        return ngettext(
            "%(n)d of them is private and not shown.", "%(n)d of them are private and not shown.", self.hidden
        ) % {"n": self.hidden}


def preview(kind: str, text: str, *, team: Team | None, viewer: User) -> Preview:
    """Tests a team's rule on its prompts, a company rule on everybody's."""
    try:
        check_rule(kind, text)
    except InvalidRule as reason:
        return Preview(error=str(reason))
    checked, found = _find(kind, text, _latest_runs(team))
    shown = [run for run in found if run.team_id or run.owner_id == viewer.pk]
    return Preview(
        checked=checked,
        found=len(found),
        hidden=len(found) - len(shown),
        examples=tuple(_example(kind, text, run) for run in shown[:EXAMPLES]),
    )


def _latest_runs(team: Team | None) -> QuerySet[Generation]:
    runs = Generation.objects.filter(deleted_at=None).exclude(prompt="")
    runs = runs.filter(team=team) if team else runs
    start = Left("prompt", PROMPT_LENGTH)
    return runs.annotate(start=start).only("owner", "team", "created").order_by("-pk")[:PROMPTS]


def _find(kind: str, text: str, runs: Iterable[Generation]) -> tuple[int, list[Generation]]:
    """How many runs were checked within the time limit, and those that match."""
    checked, found, until = 0, [], time.monotonic() + TIME_LIMIT
    for run in runs:
        if time.monotonic() > until:
            break
        checked += 1
        if matches(kind, text, normalize(run.start)):  # type: ignore[attr-defined]
            found.append(run)
    return checked, found


def _example(kind: str, text: str, run: Generation) -> Example:
    prompt: str = run.start  # type: ignore[attr-defined]
    start, end = next(iter(find_spans(kind, text, prompt, most=1)), (0, 0))
    before, after = prompt[max(0, start - CONTEXT_LENGTH) : start], prompt[end : end + CONTEXT_LENGTH]
    return Example(
        run=run,
        before=f"…{before}" if start > CONTEXT_LENGTH else before,
        match=prompt[start:end],
        after=f"{after}…" if end + CONTEXT_LENGTH < len(prompt) else after,
    )
