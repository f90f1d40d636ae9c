"""The tables: by person, place, model, and failures by code; and our count next to the provider's."""

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

PEOPLE = 20
"""Of one page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a table."""

    label: str
    images: int
    failed: str
    """Of all images that were answered."""
    kept: int
    tokens: int
    money: str
    share: int | None
    """Per cent of all money, or of a person's budget where that is known."""
    severity: str = ""
    person: User | None = None
    place: str = ""
    url: str = ""


def _row(label: str, sums: Sums, whole: int, kind: MoneyKind, **more: object) -> Row:
    answered = sums["billed"] + sums["failed"]
    facts = {"share": round(100 * sums["micros"] / whole) if whole else 0, **more}
    return Row(
        label=label,
        images=sums["billed"],
        failed=writing.percent(sums["failed"], answered),
        kept=sums["kept"],
        tokens=sums["provider_tokens"],
        money=writing.money(sums["micros"], kind),
        **facts,  # type: ignore[arg-type]
    )


def ordered[K](rows: Iterable[tuple[K, Sums]]) -> list[tuple[K, Sums]]:
    """The most money first, then the most images."""
    return sorted(rows, key=lambda row: (-row[1]["micros"], -row[1]["billed"], str(row[0])))


def by_place(query: UsageQuery, kind: MoneyKind, figures: Figures, names: dict[int, Team]) -> list[Row]:
    sums: dict[int | None, Sums] = {}
    for (_day, team), row in figures.days.items():
        sums.setdefault(team, Sums()).update(row)
    whole = figures.total["micros"]
    known = {team.pk: team.slug for team in query.teams}
    return [
        _row(
            place_name(team, names),
            row,
            whole,
            kind,
            url=_narrowed(query, known.get(team) if team else PRIVATE),
        )
        for team, row in ordered(sums.items())
    ]


def _narrowed(query: UsageQuery, place: str | None) -> str:
    return query.address(team=place) if place and not query.place else ""


def by_model(kind: MoneyKind, figures: Figures) -> list[Row]:
    whole = figures.total["micros"]
    return [_row(model_name(label), row, whole, kind) for label, row in ordered(figures.models.items())]


def model_name(label: str) -> str:
    """Which model, and who serves it."""
    provider, _space, model = label.partition(" ")
    return f"{model} · {provider}"


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """One page of the people, those with the most money first."""

    sums: list[tuple[User, Sums]]
    count: int
    page: int
    pages: int


def people_of(query: UsageQuery, figures: Figures) -> People:
    """Those who used something, and whose name or address contains the search text."""
    sums: dict[int, Sums] = {}
    for (owner, _team), row in figures.people.items():
        sums.setdefault(owner, Sums()).update(row)
    people: dict[int, User] = {}
    if query.text:
        people = _with_budgets(search(query.text).filter(pk__in=sums))
        sums = {owner: row for owner, row in sums.items() if owner in people}
    pages = max(1, -(-len(sums) // PEOPLE))
    page = min(max(1, parse_number(query.page) or 1), pages)
    shown = ordered(sums.items())[(page - 1) * PEOPLE : page * PEOPLE]
    people = people or _with_budgets(User.objects.filter(pk__in=[owner for owner, _row in shown]))
    return People(
        sums=[(people[owner], row) for owner, row in shown], count=len(sums), page=page, pages=pages
    )


def _with_budgets(people: QuerySet[User]) -> dict[int, User]:
    """By id, each with the `budget_facts` that a `BudgetStatus` is made of: one query for both."""
    facts = JSONObject(**{name: F(name) for name in FIELDS})
    return {person.pk: person for person in with_period(people).annotate(budget_facts=facts)}


def budgets_of(people: People) -> dict[int, BudgetStatus]:
    """Of those who have one, by the person's id."""
    found = (BudgetStatus.of(person, person.budget_facts) for person, _sums in people.sums)  # type: ignore[attr-defined]
    return {status.subject.pk: status for status in found if status.limit is not None}


def by_person(
    people: People,
    kind: MoneyKind,
    figures: Figures,
    names: dict[int, Team],
    budgets: dict[int, BudgetStatus],
) -> list[Row]:
    """With the share of their monthly budgets where anybody has one, else of all money."""
    whole, rows = figures.total["micros"], []
    for person, sums in people.sums:
        more = _share(budgets.get(person.pk)) if budgets else {}
        place = _main_place(person.pk, figures, names)
        rows.append(_row(str(person), sums, whole, kind, person=person, place=place, **more))
    return rows


def _share(budget: BudgetStatus | None) -> dict[str, object]:
    return {"share": budget.percent, "severity": budget.severity} if budget else {"share": None}


def _main_place(owner: int, figures: Figures, names: dict[int, Team]) -> str:
    """Where a person used the most."""
    places = [(team, row) for (other, team), row in figures.people.items() if other == owner]
    return place_name(max(places, key=lambda place: place[1]["micros"])[0], names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    code: str
    images: int
    share: str


def failures(figures: Figures) -> list[Failure]:
    whole = figures.failures.total()
    return [
        Failure(code=code, images=count, share=writing.percent(count, whole))
        for code, count in figures.failures.most_common()
    ]
