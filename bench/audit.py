"""P13: each filter of the audit log with 1,000 entries against a million; BENCH_IMAGES sets a smaller number."""

import os
import statistics
import time
from collections.abc import Iterator

from bench.environment import BenchEnvironment
from bench.rows import Row

FEW, MANY = 1_000, int(os.environ.get("BENCH_IMAGES", "1000000"))
TIMES = 15
QUERIES = 12
FIRST = "first page"


def run(environment: BenchEnvironment, *, few: int = FEW, many: int = MANY, times: int = TIMES) -> list[Row]:
    """Entries cannot be deleted, so the large log continues the small one."""
    assert environment.database_url
    from bench.audit_client import AuditClient

    client = AuditClient()
    client.fill(few)
    small = _medians(client, times)
    entries_shown = {name: client.get(url) for name, url in client.pages().items()}
    client.fill(many)
    large = _medians(client, times)
    max_queries = max(client.queries(url) for url in client.pages().values())
    return [
        *(
            Row.compare(
                f"P13 audit log, {name}, {many:,} : {few:,}{note}", large[name], small[compared], goal=1.5
            )
            for name, compared, note in _comparable_pages(client, entries_shown)
        ),
        Row.within("P13 queries of a page", max_queries, goal=QUERIES, unit="queries"),
    ]


def _comparable_pages(client: "AuditClient", entries_shown: dict[str, int]) -> Iterator[tuple[str, str, str]]:  # noqa: F821
    """Pairs each page of the large log with a small log's page of at least as many entries: the same or the first."""
    for name, url in client.pages().items():
        is_as_full = entries_shown[name] >= client.get(url)
        yield name, name if is_as_full else FIRST, "" if is_as_full else " (its first page)"


def _medians(client: "AuditClient", times: int) -> dict[str, float]:  # noqa: F821
    """Milliseconds per page, measured round by round; the first round warms up."""
    durations: dict[str, list[float]] = {}
    pages = client.pages()
    for round_number in range(times + 1):
        for name, url in pages.items():
            started = time.perf_counter()
            client.get(url)
            if round_number:
                durations.setdefault(name, []).append((time.perf_counter() - started) * 1000)
    return {name: statistics.median(values) for name, values in durations.items()}
