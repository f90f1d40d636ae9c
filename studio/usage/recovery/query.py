"""The filters of the recovery page, from its query string."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import Http404

from studio.accounts.models import Role, Team, User
from studio.infra.parsing import parse_number
from studio.usage.query import PRIVATE

UNKNOWN, FETCHING, LOST, DECIDED = "unknown", "fetching", "lost", "decided"
STATES = (UNKNOWN, FETCHING, LOST, DECIDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryQuery:
    """`teams` and `people` are those to filter by; the other fields are the selected filters."""

    user: User
    state: str
    teams: tuple[Team, ...]
    people: tuple[User, ...]
    team: Team | None = None
    is_private: bool = False
    person: User | None = None
    before: str = ""

    @property
    def place(self) -> str:
        """The value of the team filter: a slug, `PRIVATE`, or ""."""
        return self.team.slug if self.team else PRIVATE if self.is_private else ""

    @property
    def fields(self) -> dict[str, str]:
        """Its query string fields, without default values."""
        person = str(self.person.pk) if self.person else ""
        state = self.state if self.state != UNKNOWN else ""
        named = {"state": state, "team": self.place, "person": person}
        return {name: value for name, value in named.items() if value}

    def address(self, **changes: str) -> str:
        """The URL query string of this query with some changes."""
        return "?" + urlencode({name: value for name, value in {**self.fields, **changes}.items() if value})

    def runs(self, path: str = "") -> Q:
        """The matching runs, as a condition on rows from which `path` leads to the run."""
        condition = visible_runs(self.user, path)
        if self.team or self.is_private:
            condition &= Q(**{f"{path}team": self.team})
        return condition & Q(**{f"{path}owner": self.person}) if self.person else condition

    def clause(self) -> tuple[str, dict[str, Any]]:
        """The same as an SQL condition on `run` with its values."""
        clauses = (
            [] if self.user.sees_every_team else ["(run.owner_id = %(reader)s OR run.team_id = ANY(%(led)s))"]
        )
        clauses += (
            ["run.team_id = %(team)s"] if self.team else ["run.team_id IS NULL"] if self.is_private else []
        )
        clauses += ["run.owner_id = %(person)s"] if self.person else []
        values = {"team": self.team and self.team.pk, "person": self.person and self.person.pk}
        return " AND ".join(clauses) or "true", {
            **values,
            "reader": self.user.pk,
            "led": led_teams(self.user),
        }


def visible_runs(user: User, path: str = "") -> Q:
    """The user's own runs and those of teams they lead; for administrators and auditors every run, even private ones,
    since the page shows only numbers and no prompts."""
    if user.sees_every_team:
        return Q()
    return Q(**{f"{path}owner": user}) | Q(**{f"{path}team__in": led_teams(user)})


def led_teams(user: User) -> list[int]:
    return [one.team_id for one in user.team_memberships if one.role == Role.LEAD]


def read(user: User, fields: Mapping[str, str]) -> RecoveryQuery:
    """Parses the fields. Raises Http404 for a team or person that the user may not see, or an unknown list."""
    teams, people = _teams(user), tuple(_people(user))
    place, number = fields.get("team", ""), fields.get("person", "")
    team = next((team for team in teams if team.slug == place), None)
    person = next((one for one in people if one.pk == parse_number(number)), None)
    state = fields.get("state") or UNKNOWN
    if (place and not team and place != PRIVATE) or (number and not person) or state not in STATES:
        raise Http404
    return RecoveryQuery(
        user=user, state=state, teams=teams, people=people, team=team, person=person,
        is_private=place == PRIVATE, before=fields.get("before", ""),
    )  # fmt: skip


def _teams(user: User) -> tuple[Team, ...]:
    if user.sees_every_team:
        return tuple(Team.objects.order_by("name", "pk"))
    return tuple(one.team for one in user.team_memberships)


def _people(user: User) -> QuerySet[User]:
    """The people to filter by: everybody, or the members of teams that the user leads."""
    if user.sees_every_team:
        return User.objects.filter(deleted_at=None).order_by("name", "pk")
    return User.objects.filter(memberships__team__in=led_teams(user)).distinct().order_by("name", "pk")
