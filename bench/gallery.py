"""P7, P8, P11: the gallery with 1,000 images against a million, in one run; BENCH_IMAGES sets a smaller number."""

import os
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from bench.environment import BenchEnvironment
from bench.rows import Row
from tests.database import manage

FEW, MANY = 1_000, int(os.environ.get("BENCH_IMAGES", "1000000"))
TIMES = 15
SCREENS = 500  # pages down, or as many as there are
TAGGED = 10_000
QUERIES = 12

FIRST, PERSON, TAG, SEARCH, DEEP = PAGES = ("first", "person", "tag", "search", "deep")
BASELINE, INDEXED, LIKE, NEWEST, NEWEST_LIKE = ("baseline", "indexed", "like", "newest", "newest by like")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurements:
    """`times`: medians in ms by operation; `queries`: the most of a page; `tagging`: ms to tag one image."""

    times: dict[str, float]
    queries: int
    tagging: float


def run(
    environment: BenchEnvironment, *, few: int = FEW, many: int = MANY, teams: int = 50, times: int = TIMES
) -> list[Row]:
    assert environment.database_url
    # In a small gallery too few prompts contain 雨夜 to fill a page, so a more common word is used there.
    small = _measure(few, teams=1, query="光", times=times)
    large = _measure(many, teams=teams, query="雨夜", times=times)
    return [
        *_growth_rows(small, large, f"{many:,} images : {few:,}"),
        *_search_rows(large.times, many),
        *_page_rows(large),
    ]


def _growth_rows(few: Measurements, many: Measurements, sizes: str) -> list[Row]:
    names = {
        FIRST: "first page",
        PERSON: "page of one person",
        TAG: "page of one tag",
        SEARCH: "page of a search",
    }
    return [
        *(
            Row.compare(f"P7 {name}, {sizes}", many.times[key], few.times[key], goal=1.5)
            for key, name in names.items()
        ),
        Row.compare(
            f"P7 page {SCREENS} screens deep : first page", many.times[DEEP], many.times[FIRST], goal=1.5
        ),
        Row.compare(f"P7 one of {TAGGED:,} tagged at once, {sizes}", many.tagging, few.tagging, goal=1.5),
    ]


def _search_rows(times: dict[str, float], many: int) -> list[Row]:
    return [
        Row.compare(f"P8 all of 雨夜 in {many:,} images : LIKE", times[INDEXED], times[LIKE], goal=0.1),
        Row.compare("P8 the newest of them : LIKE", times[NEWEST], times[NEWEST_LIKE], goal=0.1),
    ]


def _page_rows(many: Measurements) -> list[Row]:
    return [
        Row.compare(
            "P11 first page : bare SQL + bare rendering", many.times[FIRST], many.times[BASELINE], goal=3
        ),
        Row.within("P11 queries of a page", many.queries, goal=QUERIES, unit="queries"),
    ]


def _measure(images: int, *, teams: int, query: str, times: int) -> Measurements:
    from bench.gallery_client import GalleryClient

    manage("seed", "--images", str(images), "--teams", str(teams))
    client = GalleryClient(query)
    try:
        tagging = client.tag_all(TAGGED)
        pages = dict(
            zip(
                PAGES,
                (
                    client.first_page,
                    client.person_page,
                    client.tag_page,
                    client.search_page,
                    client.deep_page(SCREENS),
                ),
                strict=True,
            )
        )
        operations: dict[str, Callable[[], object]] = {
            name: partial(client.get, url) for name, url in pages.items()
        }
        operations |= {
            BASELINE: client.render_baseline,
            INDEXED: client.search_index,
            LIKE: client.search_like,
        }
        operations |= {
            NEWEST: partial(client.search_index, page=True),
            NEWEST_LIKE: partial(client.search_like, page=True),
        }
        queries = max(client.queries(url) for url in pages.values())
        return Measurements(times=_interleaved_medians(operations, times), queries=queries, tagging=tagging)
    finally:
        client.clear()


def _interleaved_medians(operations: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Medians of wall-clock time, since the database runs in other processes; other load affects all equally."""
    times: dict[str, list[float]] = {name: [] for name in operations}
    for round_number in range(rounds + 1):
        for name, operation in operations.items():
            started = time.perf_counter()
            operation()
            if round_number:  # the first warms up
                times[name].append((time.perf_counter() - started) * 1000)
    return {name: statistics.median(values) for name, values in times.items()}
