"""P12: the review page with 1,000 submissions against a million, and the time from a decision to the next image."""

import os
import statistics

from bench.environment import BenchEnvironment
from bench.rows import Row
from tests.database import manage

FEW, MANY = 1_000, int(os.environ.get("BENCH_IMAGES", "1000000"))
TIMES = 15
TEAMS = 10  # of the large studio: the reviewer's queue holds a tenth of the submissions
DECISIONS = 200
QUERIES = 12


def run(
    environment: BenchEnvironment,
    *,
    few: int = FEW,
    many: int = MANY,
    times: int = TIMES,
    decisions: int = DECISIONS,
) -> list[Row]:
    assert environment.database_url
    from bench.review_client import ReviewClient

    pages, durations, queries = {}, [], 0
    for images, teams in ((few, 1), (many, TEAMS if many > few else 1)):
        manage("seed", "--images", str(images), "--teams", str(teams))
        client = ReviewClient()
        try:
            pages[images] = statistics.median(client.open_page() for _ in range(times + 1))
            queries = client.queries()
            durations = [client.decide() for _ in range(min(decisions, images // 2))]
        finally:
            client.clear()
    return [
        Row.compare(f"P12 review page, {many:,} submissions : {few:,}", pages[many], pages[few], goal=1.5),
        Row.within("P12 queries of the review page", queries, goal=QUERIES, unit="queries"),
        Row.within("P12 decision to next image, p50", statistics.median(durations), goal=50, unit="ms"),
        Row.within("P12 decision to next image, p99", percentile(durations, 99), goal=100, unit="ms"),
    ]


def percentile(values: list[float], percent: int) -> float:
    """The value that `percent` of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]
