"""Assembles the usage page."""

from dataclasses import dataclass

from studio.accounts.models import Team, User
from studio.budgets.status import statuses
from studio.usage.figures import Figures, MoneyKind, current_kind, read_figures
from studio.usage.mismatches import open_count
from studio.usage.query import ALL, MINE, UsageQuery
from studio.usage.report import rows
from studio.usage.report.budget_lines import BudgetLine, BudgetTotal, budget_lines, budget_total
from studio.usage.report.by_day import ByDay, by_day, chart_height
from studio.usage.report.provider_count import ProviderCount, provider_count
from studio.usage.report.stats import Stat, stats


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The content of the usage page."""

    kind: MoneyKind
    other_kinds: list[MoneyKind]
    """Other currencies, and sandbox money next to billed money: shown separately."""
    stats: list[Stat]
    by_day: ByDay
    budgets: list[BudgetLine]
    all_budgets: BudgetTotal | None
    people: list[rows.Row]
    found: rows.People
    people_have_budgets: bool
    places: list[rows.Row]
    models: list[rows.Row]
    failures: list[rows.Failure]
    provider_count: ProviderCount
    mismatches: int
    """The number of open mismatches, for those who see all teams."""


def report(query: UsageQuery) -> Report:
    found = read_figures(query)
    kind = chosen_kind(query, found)
    figures = found[kind]
    names = _names(query, found)
    people = rows.people_of(query, figures) if query.view != MINE else _no_people()
    budgets = statuses(_budget_subjects(query))
    lines = budget_lines(budgets, current_kind(), found[current_kind()])
    personal = rows.budgets_of(people) if query.view == ALL else {}
    return Report(
        kind=kind,
        other_kinds=sorted(found.keys() - {kind}),
        stats=stats(query, kind, figures),
        by_day=by_day(query, kind, figures, names, height=chart_height(len(lines))),
        all_budgets=budget_total(budgets, current_kind()),
        budgets=lines,
        people=rows.by_person(people, kind, figures, names, personal),
        found=people,
        people_have_budgets=bool(personal),
        places=rows.by_place(query, kind, figures, names),
        models=rows.by_model(kind, figures),
        failures=rows.failures(figures),
        provider_count=provider_count(figures),
        mismatches=open_count() if query.view == ALL else 0,
    )


def chosen_kind(query: UsageQuery, found: dict[MoneyKind, Figures]) -> MoneyKind:
    """The kind in the URL, else that of the provider in use."""
    return next((kind for kind in found if kind.key == query.kind), current_kind())


def _names(query: UsageQuery, found: dict[MoneyKind, Figures]) -> dict[int, Team]:
    """The teams of all rows by id, including teams that the person has left."""
    names = {team.pk: team for team in query.teams}
    used = {team for figures in found.values() for _day, team in figures.days if team} - names.keys()
    return names | (Team.objects.in_bulk(used) if used else {})


def _no_people() -> rows.People:
    return rows.People(sums=[], count=0, page=1, pages=1)


def _budget_subjects(query: UsageQuery) -> list[Team | User]:
    """The subjects of the budget card: the person, the selected team, or all teams."""
    if query.view == MINE:
        return [] if query.place else [query.user]
    teams = [query.team] if query.team else [] if query.is_private else query.teams
    return [team for team in teams if not team.is_archived]
