"""P13: the audit log with 1,000 entries and with a million, for each of its filters; BENCH_IMAGES makes it fewer."""

import os
import statistics
import time

from bench.place import Place
from bench.rows import Row

FEW, MANY = 1_000, int(os.environ.get("BENCH_IMAGES", "1000000"))
TIMES = 15
QUERIES = 12


def run(place: Place, *, few: int = FEW, many: int = MANY, times: int = TIMES) -> list[Row]:
    """Entries cannot be deleted, so the large log is the small one, gone on."""
    assert place.database
    from bench.auditor import Auditor

    auditor = Auditor()
    auditor.fill(few)
    small = _medians(auditor, times)
    auditor.fill(many)
    large = _medians(auditor, times)
    most = max(auditor.queries(address) for address in auditor.pages().values())
    return [
        *(
            Row.compare(f"P13 audit log, {name}, {many:,} : {few:,}", large[name], small[name], goal=1.5)
            for name in large
        ),
        Row.within("P13 queries of a page", most, goal=QUERIES, unit="queries"),
    ]


def _medians(auditor: "Auditor", times: int) -> dict[str, float]:  # noqa: F821
    """In milliseconds, by page, in turns; the first turn warms up."""
    took: dict[str, list[float]] = {}
    pages = auditor.pages()
    for turn in range(times + 1):
        for name, address in pages.items():
            started = time.perf_counter()
            auditor.get(address)
            if turn:
                took.setdefault(name, []).append((time.perf_counter() - started) * 1000)
    return {name: statistics.median(each) for name, each in took.items()}
