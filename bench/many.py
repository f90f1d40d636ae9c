"""P2: 200 runs at once in one worker: streams open at the peak, and what an image costs beyond its thumbnail."""

import statistics

from bench import processes
from bench.place import Place, book, wait_until_over
from bench.rows import Row
from bench.thumbnail import milliseconds
from studio.generations.media.thumbnails import THUMBNAIL, shrink

RUNS = 200


def run(place: Place, *, runs: int = RUNS) -> list[Row]:
    with place.studio("worker", STUDIO_CONCURRENCY=str(runs)) as studio:
        from bench import people

        user = people.person()
        people.start(user, picture="2k")
        wait_until_over()  # the worker is warm now
        thumbnail = _thumbnail(place)
        before = processes.cpu_seconds(studio.pid("worker"))
        people.start_many(user, runs, picture="2k", gate=runs)
        wait_until_over()
        image = (processes.cpu_seconds(studio.pid("worker")) - before) * 1000 / runs
        thumbnail = (thumbnail + _thumbnail(place)) / 2
    missing = runs - book(place)["peak"]
    return [
        Row.within(f"P2 runs of {runs} at once that had no stream at the peak", missing, goal=0, unit="runs"),
        Row.compare(
            f"P2 CPU per image, {runs} runs at once : its thumbnail alone", image, thumbnail, goal=1.5
        ),
    ]


def _thumbnail(place: Place) -> float:
    path = str(place.pictures["2k"])
    return statistics.median(milliseconds(lambda: shrink(path, THUMBNAIL)) for _ in range(15))
