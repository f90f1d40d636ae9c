"""P7, P8, P11: the gallery with 1,000 images and with a million, in one run; BENCH_IMAGES makes it fewer."""

import os
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from bench.place import Place
from bench.rows import Row
from tests.database import manage

FEW, MANY = 1_000, int(os.environ.get("BENCH_IMAGES", "1000000"))
TIMES = 15
SCREENS = 500  # pages down; as many as there are when there are fewer
TAGGED = 10_000
QUERIES = 12

PAGES = ("first page", "page of one person", "page of one tag", "search of 雨夜")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Milliseconds, medians."""

    pages: dict[str, float]
    deep: float
    queries: dict[str, int]
    bare: float
    tagged: float
    """For one image."""
    found: float
    like: float
    page_found: float
    page_like: float


def run(place: Place) -> list[Row]:
    assert place.database
    few, many = _measured(place, FEW), _measured(place, MANY)
    return [*_growth(few, many), *_search(many), *_whole(many)]


def _growth(few: Measured, many: Measured) -> list[Row]:
    sizes = f"{MANY:,} images : {FEW:,}"
    rows = [Row.compare(f"P7 {name}, {sizes}", many.pages[name], few.pages[name], goal=1.5) for name in PAGES]
    return [
        *rows,
        Row.compare(
            f"P7 page {SCREENS} screens deep : first page", many.deep, many.pages[PAGES[0]], goal=1.5
        ),
        Row.compare(f"P7 one of {TAGGED:,} tagged at once, {sizes}", many.tagged, few.tagged, goal=1.5),
    ]


def _search(many: Measured) -> list[Row]:
    return [
        Row.compare(f"P8 all of 雨夜 in {MANY:,} images : LIKE", many.found, many.like, goal=0.1),
        Row.compare("P8 the newest of 雨夜 : LIKE", many.page_found, many.page_like, goal=1),
    ]


def _whole(many: Measured) -> list[Row]:
    first = many.pages[PAGES[0]]
    most = max(many.queries.values())
    return [
        Row.compare("P11 first page : bare SQL + bare rendering", first, many.bare, goal=3),
        Row.within("P11 queries of a page", most, goal=QUERIES, unit="queries"),
    ]


def _measured(place: Place, images: int) -> Measured:
    from bench.gallery_desk import Desk

    manage("fill", "--images", str(images))
    desk = Desk()
    addresses = dict(zip(PAGES, (desk.first, desk.of_person, desk.of_tag, desk.search), strict=True))
    try:
        return Measured(
            pages={name: median(partial(desk.get, address)) for name, address in addresses.items()},
            deep=median(lambda: desk.get(desk.deep(SCREENS))),
            queries={name: desk.queries(address) for name, address in addresses.items()},
            bare=median(desk.bare),
            found=median(desk.found),
            like=median(desk.like),
            page_found=median(lambda: desk.found(page=True)),
            page_like=median(lambda: desk.like(page=True)),
            tagged=desk.tag_all(TAGGED),
        )
    finally:
        desk.clear()


def median(work: Callable[[], object]) -> float:
    """Milliseconds on the wall, of a warm call: the database works in other processes."""
    work()
    return statistics.median(_milliseconds(work) for _ in range(TIMES))


def _milliseconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000
