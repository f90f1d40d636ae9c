"""Keyset pagination: the first page costs the same as the ten-thousandth."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan

from studio.infra.parsing import parse_number


@dataclass(frozen=True, slots=True, kw_only=True)
class Page[M: Model]:
    """Rows in their order, and the cursor of the next page."""

    rows: list[M]
    before: str | None
    """The cursor of the next page, for its URL; None on the last page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A sort order: by id, or by another field and then by id, both ascending or both descending.

    A page continues after the last row of the previous one, never after a number of rows: rows added meanwhile neither
    repeat nor hide others.
    """

    fields: tuple[str, ...]
    parse: Callable[[str], Any] = parse_number
    """Parses the first field's value of a cursor; returns None for an invalid one."""

    @property
    def reversed(self) -> "Order":
        fields = tuple(name[1:] if name[0] == "-" else f"-{name}" for name in self.fields)
        return Order(fields=fields, parse=self.parse)

    def after[Q: QuerySet[Any]](self, rows: Q, cursor: str) -> Q:
        """The rows after the cursor's row, in this order; all rows when the cursor is invalid."""
        rows = rows.order_by(*self.fields)
        values = self._values(cursor)
        if values is None:
            return rows
        compared = TupleLessThan if self.fields[0].startswith("-") else TupleGreaterThan
        return rows.filter(compared(Tuple(*(name.lstrip("-") for name in self.fields)), values))

    def can_read(self, cursor: str) -> bool:
        """Whether the cursor is valid for this order."""
        return self._values(cursor) is not None

    def _values(self, cursor: str) -> tuple[Any, ...] | None:
        """The cursor's values of the fields; None when it is invalid."""
        text, _sign, pk = cursor.rpartition("_")
        values = [*([self.parse(text)] if len(self.fields) > 1 else []), parse_number(pk)]
        return None if None in values or (text and len(self.fields) == 1) else tuple(values)

    def cursor(self, row: Model) -> str:
        """The row's cursor, for a URL."""
        return "_".join(str(getattr(row, name.lstrip("-"))) for name in self.fields)

    def page[M: Model](self, rows: QuerySet[M], *, before: str = "", size: int) -> Page[M]:
        """One page of up to `size` rows."""
        found = list(self.after(rows, before)[: size + 1])
        return Page(rows=found[:size], before=self.cursor(found[size - 1]) if len(found) > size else None)


NEWEST = Order(fields=("-id",))
