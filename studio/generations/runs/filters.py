"""Which runs a list shows, from its query string: `?q=…&state=…&person=…`, of mine or of a team (`of`)."""

import re
from dataclasses import dataclass
from typing import Self

from django.db.models import Q
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from studio.accounts.models import Team, User
from studio.generations.models.generation_manager import GenerationQuerySet
from studio.generations.search_index import of_owner, of_team
from studio.generations.states import UNFINISHED, RunState
from studio.infra.parsing import number_in
from studio.infra.text_search import phrase, split

HIDDEN = "hidden"
STATES: dict[str, tuple[str | Promise, Q]] = {
    "running": (gettext_lazy("In progress"), Q(state__in=UNFINISHED)),
    **{state.value: (state.label, Q(state=state)) for state in RunState if state not in UNFINISHED},
    HIDDEN: (pgettext_lazy("runs", "Hidden"), Q()),
}
"""The choices and their conditions; what is hidden depends on the viewer."""

MAX_TERMS = 12
"""Terms of one search; more are ignored."""
MAX_LENGTH = 400  # characters of a search

_TERM = re.compile(r'"([^"]*)"?|([^\s"]+)')


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFilter:
    """The filter of a list of runs; empty for all that are not hidden."""

    q: str = ""
    state: str = ""
    person: int | None = None
    """Only for a team's runs."""

    @classmethod
    def read(cls, query: QueryDict) -> Self:
        """Parses a query string; invalid values are ignored."""
        state = query.get("state", "")
        return cls(
            q=query.get("q", "").strip()[:MAX_LENGTH],
            state=state if state in STATES else "",
            person=number_in(query, "person") if query.get("of") else None,
        )

    def __bool__(self) -> bool:
        return bool(self.query)

    @property
    def query(self) -> dict[str, str]:
        """The filter as the fields of a query string, without empty ones."""
        fields = {"q": self.q, "state": self.state, "person": str(self.person or "")}
        return {name: value for name, value in fields.items() if value}

    def apply(self, runs: GenerationQuerySet, *, viewer: User, of: Team | None) -> GenerationQuerySet:
        """The runs that the list shows, of all the viewer's or the team's runs."""
        found = runs.hidden_by(viewer) if self.state == HIDDEN else runs.listed_for(viewer)
        if self.state:
            found = found.filter(STATES[self.state][1])
        if self.person:
            found = found.filter(owner=self.person)
        if terms := list(self._terms()):
            place = of_team(of.pk) if of else of_owner(viewer.pk)
            found = found.matching(" & ".join([f"'{place}'", *terms]))
        return found

    def _terms(self) -> list[str]:
        """The search as parts of a `tsquery`: quotation marks keep words together."""
        terms = [split(quoted or plain) for quoted, plain in _TERM.findall(self.q)[:MAX_TERMS]]
        return [f"({phrase(words)})" for words in terms if words]
