"""What a rule would have met among the latest prompts, while it is being written."""

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
PROMPT_LENGTH = 4000  # characters of each that are looked at
EXAMPLES = 5
AROUND = 60  # characters before and after the match
SECONDS = 1.0
"""Then the preview ends with what it has looked at: someone waits for it at every key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A prompt with its match: `before`, `match` and `after` are its text around the first one."""

    run: Generation
    before: str
    match: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """How many of the prompts that were looked at a rule meets, and the newest that its writer may read."""

    checked: int = 0
    found: int = 0
    hidden: int = 0
    """Private runs of others among them: counted, never shown."""
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
        """About private prompts of others; empty when none matches."""
        if not self.hidden:
            return ""
        return ngettext(
            "%(n)d of them is private and not shown.", "%(n)d of them are private and not shown.", self.hidden
        ) % {"n": self.hidden}


def preview(kind: str, text: str, *, team: Team | None, viewer: User) -> Preview:
    """Tries a rule of a team on its prompts, one of the company on everybody's."""
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
    """How many were looked at in the time there is, and those that match."""
    checked, found, until = 0, [], time.monotonic() + SECONDS
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
    before, after = prompt[max(0, start - AROUND) : start], prompt[end : end + AROUND]
    return Example(
        run=run,
        before=f"…{before}" if start > AROUND else before,
        match=prompt[start:end],
        after=f"{after}…" if end + AROUND < len(prompt) else after,
    )
