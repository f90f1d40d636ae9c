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

    pages, queries, day = {}, 0, 0.0
    for images in (few, many):
        manage("seed", "--images", str(images), "--teams", str(TEAMS))
        accountant = Accountant()
        day = accountant.roll_up_a_month()
        accountant.download_for_ten_minutes()
        pages[images] = statistics.median(accountant.open_page() for _ in range(times + 1))
        queries = accountant.queries()
        accountant.clear()
    return [
        Row.compare(f"P14 usage page, {many:,} images : {few:,}", pages[many], pages[few], goal=1.5),
        Row.within(f"P14 usage page, {many:,} images", pages[many], goal=1000, unit="ms"),
        Row.within("P14 queries of the usage page", queries, goal=QUERIES, unit="queries"),
        Row.within(f"P14 adding up a day of {many // 30:,} images", day, goal=10, unit="s"),
    ]
