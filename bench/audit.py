"""P13: the audit log with 1,000 entries and with a million, for each of its filters; BENCH_IMAGES makes it fewer."""

import os
import statistics
import time
from collections.abc import Iterator

from bench.place import Place
from bench.rows import Row

FEW, MANY = 1_000, int(os.environ.get("BENCH_IMAGES", "1000000"))
TIMES = 15
QUERIES = 12
FIRST = "first page"


def run(place: Place, *, few: int = FEW, many: int = MANY, times: int = TIMES) -> list[Row]:
    """Entries cannot be deleted, so the large log is the small one, gone on."""
    assert place.database
    from bench.auditor import Auditor

    auditor = Auditor()
    auditor.fill(few)
    small = _medians(auditor, times)
    shown = {name: auditor.get(address) for name, address in auditor.pages().items()}
    auditor.fill(many)
    large = _medians(auditor, times)
    most = max(auditor.queries(address) for address in auditor.pages().values())
    return [
        *(
            Row.compare(
                f"P13 audit log, {name}, {many:,} : {few:,}{note}", large[name], small[like], goal=1.5
            )
            for name, like, note in _pairs(auditor, shown)
        ),
        Row.within("P13 queries of a page", most, goal=QUERIES, unit="queries"),
    ]


def _pairs(auditor: "Auditor", shown: dict[str, int]) -> Iterator[tuple[str, str, str]]:  # noqa: F821
    """Each page of the large log with one of the small log that shows no fewer entries: its own, or the first."""
    for name, address in auditor.pages().items():
        is_as_full = shown[name] >= auditor.get(address)
        yield name, name if is_as_full else FIRST, "" if is_as_full else " (its first page)"


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
