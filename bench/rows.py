"""The rows of the benchmark table: two measurements of one run, and the highest ratio allowed between them."""

import math
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """`ours` and `limit` are as measured, with their unit; `ratio` is ours to limit, `goal` its highest value.

    For something absolute, such as extra memory, `ratio` and `goal` are in the unit itself.
    """

    name: str
    ours: str
    limit: str
    ratio: float
    goal: float
    holds: bool

    @classmethod
    def compare(cls, name: str, ours: float, limit: float, *, goal: float, unit: str = "ms") -> "Row":
        """Two times or sizes of the same unit."""
        ratio = ours / limit if limit > 0 else math.inf
        return cls(
            name=name,
            ours=f"{ours:.2f} {unit}",
            limit=f"{limit:.2f} {unit}",
            ratio=ratio,
            goal=goal,
            holds=ratio <= goal,
        )

    @classmethod
    def within(cls, name: str, ours: float, *, goal: float, unit: str) -> "Row":
        """One number that must not exceed `goal`."""
        return cls(name=name, ours=f"{ours:.2f} {unit}", limit="-", ratio=ours, goal=goal, holds=ours <= goal)


HEAD = ("name", "ours", "limit", "ratio", "goal", "holds")


def table(rows: Iterable[Row]) -> None:
    """Prints the rows in columns as wide as their widest cell."""
    cells = [HEAD, *(_cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(HEAD))]
    for line in cells:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def _cells(row: Row) -> tuple[str, ...]:
    holds = "yes" if row.holds else "NO"
    return (row.name, row.ours, row.limit, f"{row.ratio:.2f}", f"<= {row.goal:g}", holds)
