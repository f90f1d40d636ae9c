"""P12: the review page with 1,000 submissions and with a million, and the time from a decision to the next image."""

import os
import statistics

from bench.place import Place
from bench.rows import Row
from tests.database import manage

FEW, MANY = 1_000, int(os.environ.get("BENCH_IMAGES", "1000000"))
TIMES = 15
TEAMS = 10  # of the large studio; a tenth of the submissions wait for one reviewer
DECISIONS = 200
QUERIES = 12


def run(
    place: Place, *, few: int = FEW, many: int = MANY, times: int = TIMES, decisions: int = DECISIONS
) -> list[Row]:
    assert place.database
    from bench.reviewer import Reviewer

    pages, took, queries = {}, [], 0
    for images, teams in ((few, 1), (many, TEAMS if many > few else 1)):
        manage("seed", "--images", str(images), "--teams", str(teams))
        reviewer = Reviewer()
        try:
            pages[images] = statistics.median(reviewer.open_page() for _ in range(times + 1))
            queries = reviewer.queries()
            took = [reviewer.decide() for _ in range(min(decisions, images // 2))]
        finally:
            reviewer.clear()
    return [
        Row.compare(f"P12 review page, {many:,} submissions : {few:,}", pages[many], pages[few], goal=1.5),
        Row.within("P12 queries of the review page", queries, goal=QUERIES, unit="queries"),
        Row.within("P12 decision to next image, p50", statistics.median(took), goal=50, unit="ms"),
        Row.within("P12 decision to next image, p99", percentile(took, 99), goal=100, unit="ms"),
    ]


def percentile(values: list[float], share: int) -> float:
    """The value that so many per cent do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * share // 100)]
