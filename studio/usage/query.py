"""The filters of the usage page, from its query string."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import Http404
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from studio.accounts.models import Role, Team, User
from studio.usage.rollup import today

MINE, TEAMS, ALL = "mine", "teams", "all"
VIEW_LABELS = {MINE: _("Mine"), TEAMS: _("My teams"), ALL: _("Everyone")}
PRIVATE = "private"
"""The `team` of private runs in URLs."""
MONTH = "month"
PERIODS = {"7": 7, MONTH: 0, "90": 90}
METRICS = ("money", "tokens", "images")
MAX_DAYS = 3660  # days


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageQuery:
    """Days are inclusive. `teams` are those to filter by; `team` is the selected one."""

    user: User
    view: str
    views: tuple[str, ...]
    teams: tuple[Team, ...]
    team: Team | None = None
    is_private: bool = False
    first: date
    last: date
    period: str = ""
    metric: str = "money"
    text: str = ""
    page: str = ""
    kind: str = ""

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def place(self) -> str:
        """The value of the team filter: a slug, `PRIVATE`, or ""."""
        return self.team.slug if self.team else PRIVATE if self.is_private else ""

    @property
    def fields(self) -> dict[str, str]:
        """Its query string fields, without default values."""
        named = {"view": self.view if self.view != self.views[-1] else "", "team": self.place}
        span = {"period": self.period if self.period != MONTH else ""}
        if not self.period:
            span = {"from": self.first.isoformat(), "to": self.last.isoformat()}
        chosen = {
            "metric": self.metric if self.metric != METRICS[0] else "",
            "kind": self.kind,
            "q": self.text,
        }
        return {name: value for name, value in {**named, **span, **chosen}.items() if value}

    def address(self, **changes: str) -> str:
        """The URL query string of this query with some changes."""
        if {"period", "from", "to"} & changes.keys():
            changes = {"period": "", "from": "", "to": "", **changes}
        if changes.get("view") == self.views[-1]:
            changes["view"] = ""
        return "?" + urlencode({name: value for name, value in {**self.fields, **changes}.items() if value})

    @property
    def compared(self) -> tuple[date, date]:
        """The period to compare with: as many days before, or the month before up to the same day."""
        if self.first.day != 1 or (self.last.year, self.last.month) != (self.first.year, self.first.month):
            return self.first - timedelta(days=self.days), self.first - timedelta(days=1)
        end = self.first - timedelta(days=1)
        return end.replace(day=1), end.replace(day=min(end.day, self.last.day))

    @property
    def is_this_month(self) -> bool:
        """Whether it is the month to date, so that the month's end can be forecast."""
        now = today()
        return self.first == now.replace(day=1) and self.last == now


def views_of(user: User) -> tuple[str, ...]:
    """The views that a person may choose, narrowest first."""
    leads = [TEAMS] if _led_teams(user) and not user.sees_every_team else []
    return (MINE, *leads, *([ALL] if user.sees_every_team else []))


def read(user: User, fields: Mapping[str, str]) -> UsageQuery:
    """Parses the fields. Raises Http404 for a view or team that the person may not see; ignores invalid values."""
    views = views_of(user)
    view = fields.get("view") or views[-1]
    if view not in views:
        raise Http404
    teams = _teams(user, view)
    place = fields.get("team", "")
    team = next((team for team in teams if team.slug == place), None)
    is_private = place == PRIVATE and view != TEAMS
    if place and not (team or is_private):
        raise Http404
    return UsageQuery(
        user=user, view=view, views=views, teams=teams, team=team, is_private=is_private, **_date_range(fields),
        metric=next((name for name in METRICS if name == fields.get("metric")), METRICS[0]),
        text=fields.get("q", "").strip()[:200], page=fields.get("page", ""), kind=fields.get("kind", "")[:12],
    )  # fmt: skip


def _led_teams(user: User) -> tuple[Team, ...]:
    return tuple(one.team for one in user.team_memberships if one.role == Role.LEAD)


def _teams(user: User, view: str) -> tuple[Team, ...]:
    if view == ALL:
        return tuple(Team.objects.order_by("name", "pk"))
    return _led_teams(user) if view == TEAMS else tuple(one.team for one in user.team_memberships)


def _date_range(fields: Mapping[str, str]) -> dict[str, Any]:
    """The range between two days, in either order; else a period until today."""
    now = today()
    ends = [_day(fields.get(name, "")) for name in ("from", "to")]
    if any(ends):
        first, last = sorted((ends[0] or ends[1] or now, ends[1] or now))
        return {"first": max(first, last - timedelta(days=MAX_DAYS)), "last": last}
    period = fields.get("period", "")
    if period not in PERIODS:
        period = MONTH
    days = PERIODS[period] or now.day
    return {"first": now - timedelta(days=days - 1), "last": now, "period": period}


def _day(text: str) -> date | None:
    """Parses a day in a reasonable year; None for anything else."""
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return day if day and 1990 <= day.year < 2990 else None
