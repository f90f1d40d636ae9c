"""The provider limits the rate while runs are queued: all wait, the queue drains, and never too many call at once."""

from collections.abc import Callable

import pytest

from studio.generations.models import ProviderPause
from tests.faults.factories import FaultStudio, Run

AT_ONCE = 3


@pytest.fixture(scope="module")
def studio(new_fault_studio: Callable[..., FaultStudio], new_sandbox: Callable[..., str]) -> FaultStudio:
    studio = new_fault_studio(new_sandbox(delay=0.1), STUDIO_CONCURRENCY=str(AT_ONCE))
    studio.start("worker")
    return studio


def _calls(studio: FaultStudio, runs: list[Run]) -> int:
    return sum(len(studio.book_of(run)["calls"]) for run in runs)


def test_a_429_of_one_run_makes_all_of_them_wait(studio: FaultStudio) -> None:
    first = studio.submit("[[fault:rate:1]]", images=2)
    studio.until(lambda: studio.row(first).is_backing_off)
    with studio.db():
        assert ProviderPause.objects.get().code == "ModelAccountIpmRateLimitExceeded"
        ProviderPause.extend("sandbox", until=ProviderPause.objects.get().until.replace(year=2100), code="")
        others = [studio.submit(images=2) for _ in range(6)]
    studio.until(lambda: all(studio.row(run).is_backing_off for run in others))
    assert _calls(studio, others) == 0
    studio.hurry_until_ended(first, *others)
    assert {studio.state(run) for run in (first, *others)} == {"completed"}
    for run in (first, *others):
        assert studio.check_nothing_lost(run) == {"stored": 2}


def test_an_outage_with_a_full_queue_drains_without_a_rush(studio: FaultStudio) -> None:
    with studio.db():
        runs = [studio.submit(f"[[fault:{fault}:1]]", images=2) for fault in ("rate", "http500") * 6]
    studio.hurry_until_ended(*runs)
    assert _calls(studio, runs) == 2 * len(runs)
    for run in runs:
        assert studio.state(run) == "completed"
        assert studio.check_nothing_lost(run) == {"stored": 2}
    assert 1 < studio.whole_book()["max_concurrent"] <= AT_ONCE
