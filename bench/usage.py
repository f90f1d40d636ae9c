"""P14: the usage page with 1,000 images in a month and with a million, and adding up a day of that month."""

import os
import statistics

from bench.place import Place
from bench.rows import Row
from tests.database import manage

FEW, MANY = 1_000, int(os.environ.get("BENCH_IMAGES", "1000000"))
TIMES = 15
TEAMS = 10
QUERIES = 12


def run(place: Place, *, few: int = FEW, many: int = MANY, times: int = TIMES) -> list[Row]:
    """The same people and teams twice, so that both pages show as many rows."""
    assert place.database
    from bench.accountant import Accountant

    accountant = Accountant()
    _fill(accountant, few)
    copy = accountant.keep_a_copy()
    accountant.clear()
    day = _fill(accountant, many)
    small, large = _medians(accountant, copy, times)
    queries = accountant.queries()
    accountant.delete_the_copy(copy)
    return [
        Row.compare(f"P14 usage page, {many:,} images : {few:,}", large, small, goal=1.5),
        Row.within(f"P14 usage page, {many:,} images", large, goal=1000, unit="ms"),
        Row.within("P14 queries of the usage page", queries, goal=QUERIES, unit="queries"),
        Row.within(f"P14 adding up a day of {many // 30:,} images", day, goal=10, unit="s"),
    ]


def _fill(accountant: "Accountant", images: int) -> float:  # noqa: F821
    """The seconds that adding up a day takes."""
    manage("seed", "--images", str(images), "--teams", str(TEAMS))
    day = accountant.roll_up_a_month()
    accountant.download_for_ten_minutes()
    return day


def _medians(accountant: "Accountant", copy: str, times: int) -> tuple[float, float]:  # noqa: F821
    """In milliseconds, of the copy and of the original, in turns: the server is busy after a million rows for both."""
    took: tuple[list[float], list[float]] = [], []
    for _turn in range(times):
        with accountant.in_the_copy(copy):
            took[0].append(_second(accountant))
        took[1].append(_second(accountant))
    return statistics.median(took[0]), statistics.median(took[1])


def _second(accountant: "Accountant") -> float:  # noqa: F821
    """The first page connects."""
    accountant.open_page()
    return accountant.open_page()
