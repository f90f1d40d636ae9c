"""The tables: by person, team, model, and failures by code."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, QuerySet
from django.db.models.functions import JSONObject

from studio.accounts.models import Team, User
from studio.accounts.users.user_admin import search
from studio.budgets.status import FIELDS, BudgetStatus, with_period
from studio.infra.parsing import parse_number
from studio.usage.figures import Figures, MoneyKind, Sums
from studio.usage.query import PRIVATE, UsageQuery
from studio.usage.report import writing
from studio.usage.report.by_day import place_name

PEOPLE_PER_PAGE = 20
"""Page size of the people table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a table."""

    label: str
    images: int
    failed: str
    """The share of all finished images that failed, formatted."""
    kept: int
    tokens: int
    money: str
    share: int | None
    """Percent of all money, or of a person's budget if known."""
    severity: str = ""
    person: User | None = None
    place: str = ""
    url: str = ""


def _row(label: str, sums: Sums, total: int, kind: MoneyKind, **more: object) -> Row:
    finished = sums["billed"] + sums["failed"]
    facts = {"share": round(100 * sums["micros"] / total) if total else 0, **more}
    return Row(
        label=label,
        images=sums["billed"],
        failed=writing.percent(sums["failed"], finished),
        kept=sums["kept"],
        tokens=sums["provider_tokens"],
        money=writing.money(sums["micros"], kind),
        **facts,  # type: ignore[arg-type]
    )


def sorted_by_money[K](rows: Iterable[tuple[K, Sums]]) -> list[tuple[K, Sums]]:
    """Sorts by most money, then by most images."""
    return sorted(rows, key=lambda row: (-row[1]["micros"], -row[1]["billed"], str(row[0])))


def by_place(query: UsageQuery, kind: MoneyKind, figures: Figures, names: dict[int, Team]) -> list[Row]:
    sums: dict[int | None, Sums] = {}
    for (_day, team), row in figures.days.items():
        sums.setdefault(team, Sums()).update(row)
    total = figures.total["micros"]
    known = {team.pk: team.slug for team in query.teams}
    return [
        _row(
            place_name(team, names),
            row,
            total,
            kind,
            url=_filter_url(query, known.get(team) if team else PRIVATE),
        )
        for team, row in sorted_by_money(sums.items())
    ]


def _filter_url(query: UsageQuery, place: str | None) -> str:
    return query.address(team=place) if place and not query.place else ""


def by_model(kind: MoneyKind, figures: Figures) -> list[Row]:
    total = figures.total["micros"]
    return [
        _row(model_name(label), row, total, kind) for label, row in sorted_by_money(figures.models.items())
    ]


def model_name(label: str) -> str:
    """The model and its provider."""
    provider, _space, model = label.partition(" ")
    return f"{model} · {provider}"


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """One page of the people, most money first."""

    sums: list[tuple[User, Sums]]
    count: int
    page: int
    pages: int


def people_of(query: UsageQuery, figures: Figures) -> People:
    """People with any usage whose name or email address contains the search text."""
    sums: dict[int, Sums] = {}
    for (owner, _team), row in figures.people.items():
        sums.setdefault(owner, Sums()).update(row)
    people: dict[int, User] = {}
    if query.text:
        people = _with_budgets(search(query.text).filter(pk__in=sums))
        sums = {owner: row for owner, row in sums.items() if owner in people}
    pages = max(1, -(-len(sums) // PEOPLE_PER_PAGE))
    page = min(max(1, parse_number(query.page) or 1), pages)
    shown = sorted_by_money(sums.items())[(page - 1) * PEOPLE_PER_PAGE : page * PEOPLE_PER_PAGE]
    people = people or _with_budgets(User.objects.filter(pk__in=[owner for owner, _row in shown]))
    return People(
        sums=[(people[owner], row) for owner, row in shown], count=len(sums), page=page, pages=pages
    )


def _with_budgets(people: QuerySet[User]) -> dict[int, User]:
    """People by id, annotated with the `budget_facts` for a `BudgetStatus`: one query for both."""
    facts = JSONObject(**{name: F(name) for name in FIELDS})
    return {person.pk: person for person in with_period(people).annotate(budget_facts=facts)}


def budgets_of(people: People) -> dict[int, BudgetStatus]:
    """The budgets of people who have one, by the person's id."""
    found = (BudgetStatus.of(person, person.budget_facts) for person, _sums in people.sums)  # type: ignore[attr-defined]
    return {status.subject.pk: status for status in found if status.limit is not None}


def by_person(
    people: People,
    kind: MoneyKind,
    figures: Figures,
    names: dict[int, Team],
    budgets: dict[int, BudgetStatus],
) -> list[Row]:
    """Rows with the share of each person's monthly budget if anybody has one, else of all money."""
    total, rows = figures.total["micros"], []
    for person, sums in people.sums:
        more = _share(budgets.get(person.pk)) if budgets else {}
        place = _main_place(person.pk, figures, names)
        rows.append(_row(str(person), sums, total, kind, person=person, place=place, **more))
    return rows


def _share(budget: BudgetStatus | None) -> dict[str, object]:
    return {"share": budget.percent, "severity": budget.severity} if budget else {"share": None}


def _main_place(owner: int, figures: Figures, names: dict[int, Team]) -> str:
    """The team (or private) in which a person used the most."""
    places = [(team, row) for (other, team), row in figures.people.items() if other == owner]
    return place_name(max(places, key=lambda place: place[1]["micros"])[0], names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    code: str
    images: int
    share: str


def failures(figures: Figures) -> list[Failure]:
    total = figures.failures.total()
    return [
        Failure(code=code, images=count, share=writing.percent(count, total))
        for code, count in figures.failures.most_common()
    ]
