"""P2: 200 concurrent runs in one worker: streams open at the peak, and the CPU of an image beyond its thumbnail."""

import statistics

from bench import processes
from bench.environment import BenchEnvironment, provider_ledger, wait_for_runs
from bench.rows import Row
from bench.thumbnail import cpu_milliseconds
from studio.generations.media.thumbnails import THUMBNAIL, shrink

RUNS = 200


def run(environment: BenchEnvironment, *, runs: int = RUNS) -> list[Row]:
    with environment.studio("worker", STUDIO_CONCURRENCY=str(runs)) as studio:
        from bench import users

        user = users.new_user()
        users.submit_run(user, image="2k")
        wait_for_runs()  # warm up the worker
        thumbnail = _thumbnail_cpu(environment)
        before = processes.cpu_seconds(studio.pid("worker"))
        users.submit_runs(user, runs, image="2k", barrier=runs)
        wait_for_runs()
        image = (processes.cpu_seconds(studio.pid("worker")) - before) * 1000 / runs
        thumbnail = (thumbnail + _thumbnail_cpu(environment)) / 2
    missing = runs - provider_ledger(environment)["peak"]
    return [
        Row.within(f"P2 runs of {runs} at once that had no stream at the peak", missing, goal=0, unit="runs"),
        Row.compare(
            f"P2 CPU per image, {runs} runs at once : its thumbnail alone", image, thumbnail, goal=1.5
        ),
    ]


def _thumbnail_cpu(environment: BenchEnvironment) -> float:
    path = str(environment.sample_images["2k"])
    return statistics.median(cpu_milliseconds(lambda: shrink(path, THUMBNAIL)) for _ in range(15))
