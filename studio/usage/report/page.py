"""Puts the usage page together."""

from dataclasses import dataclass

from studio.accounts.models import Team, User
from studio.budgets.status import statuses
from studio.usage.figures import Books, Figures, current_books, read_figures
from studio.usage.mismatches import open_count
from studio.usage.query import ALL, MINE, UsageQuery
from studio.usage.report import rows
from studio.usage.report.budget_lines import BudgetLine, BudgetTotal, budget_lines, budget_total
from studio.usage.report.by_day import ByDay, by_day, chart_height
from studio.usage.report.provider_count import ProviderCount, provider_count
from studio.usage.report.stats import Stat, stats


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All that the page shows."""

    books: Books
    other_books: list[Books]
    """Of another currency, or practice next to what was billed: shown separately."""
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
    """Open ones, for those who see everything."""


def report(query: UsageQuery) -> Report:
    found = read_figures(query)
    books = chosen_books(query, found)
    figures = found[books]
    names = _names(query, found)
    people = rows.people_of(query, figures) if query.view != MINE else _nobody()
    budgets = statuses(_subjects(query))
    lines = budget_lines(budgets, current_books(), found[current_books()])
    personal = rows.budgets_of(people) if query.view == ALL else {}
    return Report(
        books=books,
        other_books=sorted(found.keys() - {books}),
        stats=stats(query, books, figures),
        by_day=by_day(query, books, figures, names, height=chart_height(len(lines))),
        all_budgets=budget_total(budgets, current_books()),
        budgets=lines,
        people=rows.by_person(people, books, figures, names, personal),
        found=people,
        people_have_budgets=bool(personal),
        places=rows.by_place(query, books, figures, names),
        models=rows.by_model(books, figures),
        failures=rows.failures(figures),
        provider_count=provider_count(figures),
        mismatches=open_count() if query.view == ALL else 0,
    )


def chosen_books(query: UsageQuery, found: dict[Books, Figures]) -> Books:
    """Those that the address names; else those of the provider that makes images now."""
    return next((books for books in found if books.key == query.books), current_books())


def _names(query: UsageQuery, found: dict[Books, Figures]) -> dict[int, Team]:
    """The teams of all rows; people see the names of teams that they have left, too."""
    names = {team.pk: team for team in query.teams}
    used = {team for figures in found.values() for _day, team in figures.days if team} - names.keys()
    return names | (Team.objects.in_bulk(used) if used else {})


def _nobody() -> rows.People:
    return rows.People(sums=[], count=0, page=1, pages=1)


def _subjects(query: UsageQuery) -> list[Team | User]:
    """Whose budgets are shown in the card: of the chosen team, or of all."""
    if query.view == MINE:
        return [] if query.place else [query.user]
    teams = [query.team] if query.team else [] if query.is_private else query.teams
    return [team for team in teams if not team.is_archived]
