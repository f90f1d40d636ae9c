"""P14: the usage page with 1,000 images in a month against a million, and the rollup of a day of that month."""

import os
import statistics

from bench.environment import BenchEnvironment
from bench.rows import Row
from tests.database import manage

FEW, MANY = 1_000, int(os.environ.get("BENCH_IMAGES", "1000000"))
TIMES = 15
TEAMS = 10
QUERIES = 12


def run(environment: BenchEnvironment, *, few: int = FEW, many: int = MANY, times: int = TIMES) -> list[Row]:
    """Both sizes have the same people and teams, so that both pages show as many rows."""
    assert environment.database_url
    from bench.usage_client import UsageClient

    client = UsageClient()
    _seed(client, few)
    copy = client.copy_database()
    client.clear()
    rollup_seconds = _seed(client, many)
    small, large = _medians(client, copy, times)
    queries = client.queries()
    client.drop_database(copy)
    return [
        Row.compare(f"P14 usage page, {many:,} images : {few:,}", large, small, goal=1.5),
        Row.within(f"P14 usage page, {many:,} images", large, goal=1000, unit="ms"),
        Row.within("P14 queries of the usage page", queries, goal=QUERIES, unit="queries"),
        Row.within(f"P14 adding up a day of {many // 30:,} images", rollup_seconds, goal=10, unit="s"),
    ]


def _seed(client: "UsageClient", images: int) -> float:  # noqa: F821
    """Seeds the images and rolls them up; returns the seconds that the rollup of a day takes."""
    manage("seed", "--images", str(images), "--teams", str(TEAMS))
    rollup_seconds = client.roll_up_month()
    client.add_recent_downloads()
    return rollup_seconds


def _medians(client: "UsageClient", copy: str, times: int) -> tuple[float, float]:  # noqa: F821
    """Milliseconds of the copy and of the original, alternating: the server is busy for both after a million rows."""
    durations: tuple[list[float], list[float]] = [], []
    for _turn in range(times):
        with client.using_database(copy):
            durations[0].append(_open_page_twice(client))
        durations[1].append(_open_page_twice(client))
    return statistics.median(durations[0]), statistics.median(durations[1])


def _open_page_twice(client: "UsageClient") -> float:  # noqa: F821
    """Returns milliseconds of the second request; the first one connects."""
    client.open_page()
    return client.open_page()
