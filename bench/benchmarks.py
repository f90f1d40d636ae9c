"""The registry of benchmarks: what each runs, its deadline, and its small form for the tests."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bench import (
    api,
    audit,
    budgets,
    concurrent_runs,
    event_latency,
    frames,
    gallery,
    group_memory,
    lighthouse,
    open_pages,
    provider_body,
    provider_fetch,
    provider_parse,
    review,
    thumbnail,
    upload,
    usage,
)
from bench.rows import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Benchmark:
    """`run(environment, **small)` is the small form: it shows that the benchmark works; its figures mean nothing.

    A benchmark that takes longer than `seconds` is considered hung and is stopped.
    """

    run: Callable[..., list[Row]]
    seconds: float = 300
    small: Mapping[str, Any] = field(default_factory=dict)


BENCHMARKS = {
    "event": Benchmark(run=event_latency.run, small={"groups": 1, "images": 2}),
    "many": Benchmark(run=concurrent_runs.run, seconds=600, small={"runs": 2}),
    "pages": Benchmark(run=open_pages.run, small={"pages": 5}),
    "parse": Benchmark(run=provider_parse.run, small={"encoded_mb": 0.5}),
    "fetch": Benchmark(run=provider_fetch.run, small={"size": 100_000, "times": 1}),
    "thumbnail": Benchmark(run=thumbnail.run, small={"times": 1}),
    "upload": Benchmark(run=upload.run, seconds=600, small={"count": 1, "size": 100_000}),
    "body": Benchmark(run=provider_body.run, small={"size": 100_000, "times": 1}),
    "group": Benchmark(run=group_memory.run, small={"images": 2}),
    "lighthouse": Benchmark(
        run=lighthouse.run, seconds=1200, small={"runs": 1, "pages": 1, "form_factors": ["desktop"]}
    ),
    "gallery": Benchmark(
        run=gallery.run, seconds=3600, small={"few": 100, "many": 150, "teams": 1, "times": 1}
    ),
    "review": Benchmark(
        run=review.run, seconds=3600, small={"few": 40, "many": 60, "times": 1, "decisions": 3}
    ),
    "audit": Benchmark(run=audit.run, seconds=1800, small={"few": 300, "many": 600, "times": 1}),
    "budgets": Benchmark(run=budgets.run, small={"times": 3, "reservations": 40}),
    "usage": Benchmark(run=usage.run, seconds=3600, small={"few": 100, "many": 150, "times": 1}),
    "api": Benchmark(
        run=api.run,
        seconds=900,
        small={"delay": "0", "concurrent": 2, "times": 1, "rounds": 1, "size": 100_000},
    ),
    "frames": Benchmark(run=frames.run, seconds=1800, small={"images": 70, "tiles": 30, "settle": 0}),
}
SMALL_SECONDS = 300.0
"""The deadline of every small form. It takes a few seconds; a busy machine needs more."""
