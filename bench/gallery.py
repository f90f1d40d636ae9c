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

FIRST, PERSON, TAG, SEARCH, DEEP = PAGES = ("first", "person", "tag", "search", "deep")
BARE, FOUND, LIKE, NEWEST, NEWEST_LIKE = ("bare", "found", "like", "newest", "newest by like")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """`times`: medians in milliseconds, by what was done; `queries` of a page at most; `tagged`: for one image."""

    times: dict[str, float]
    queries: int
    tagged: float


def run(place: Place, *, few: int = FEW, many: int = MANY, teams: int = 50, times: int = TIMES) -> list[Row]:
    assert place.database
    # A few hundred images hold no page of rainy nights: the page of another word is as full.
    small = _measured(few, teams=1, sought="光", times=times)
    large = _measured(many, teams=teams, sought="雨夜", times=times)
    return [*_growth(small, large, f"{many:,} images : {few:,}"), *_search(large.times, many), *_whole(large)]


def _growth(few: Measured, many: Measured, sizes: str) -> list[Row]:
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
        Row.compare(f"P7 one of {TAGGED:,} tagged at once, {sizes}", many.tagged, few.tagged, goal=1.5),
    ]


def _search(times: dict[str, float], many: int) -> list[Row]:
    return [
        Row.compare(f"P8 all of 雨夜 in {many:,} images : LIKE", times[FOUND], times[LIKE], goal=0.1),
        Row.compare("P8 the newest of them : LIKE", times[NEWEST], times[NEWEST_LIKE], goal=0.1),
    ]


def _whole(many: Measured) -> list[Row]:
    return [
        Row.compare(
            "P11 first page : bare SQL + bare rendering", many.times[FIRST], many.times[BARE], goal=3
        ),
        Row.within("P11 queries of a page", many.queries, goal=QUERIES, unit="queries"),
    ]


def _measured(images: int, *, teams: int, sought: str, times: int) -> Measured:
    from bench.gallery_client import GalleryClient

    manage("seed", "--images", str(images), "--teams", str(teams))
    client = GalleryClient(sought)
    try:
        tagged = client.tag_all(TAGGED)
        pages = dict(
            zip(
                PAGES,
                (client.first, client.of_person, client.of_tag, client.search, client.deep(SCREENS)),
                strict=True,
            )
        )
        works: dict[str, Callable[[], object]] = {
            name: partial(client.get, address) for name, address in pages.items()
        }
        works |= {BARE: client.bare, FOUND: client.found, LIKE: client.like}
        works |= {NEWEST: partial(client.found, page=True), NEWEST_LIKE: partial(client.like, page=True)}
        most = max(client.queries(address) for address in pages.values())
        return Measured(times=_in_turns(works, times), queries=most, tagged=tagged)
    finally:
        client.clear()


def _in_turns(works: dict[str, Callable[[], object]], turns: int) -> dict[str, float]:
    """Medians on the wall, since the database works in processes of its own; what else happens hits all alike."""
    times: dict[str, list[float]] = {name: [] for name in works}
    for turn in range(turns + 1):
        for name, work in works.items():
            started = time.perf_counter()
            work()
            if turn:  # the first warms up
                times[name].append((time.perf_counter() - started) * 1000)
    return {name: statistics.median(each) for name, each in times.items()}
