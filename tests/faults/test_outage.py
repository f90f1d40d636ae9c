"""The provider limits the rate while runs are queued: all wait, the queue drains, and concurrency stays limited."""

from collections.abc import Callable

import pytest

from studio.generations.models import ProviderPause
from tests.faults.factories import FaultStudio, Run

CONCURRENCY = 3


@pytest.fixture(scope="module")
def studio(new_fault_studio: Callable[..., FaultStudio], new_sandbox: Callable[..., str]) -> FaultStudio:
    studio = new_fault_studio(new_sandbox(delay=0.1), STUDIO_CONCURRENCY=str(CONCURRENCY))
    studio.start("worker")
    return studio


def _count_calls(studio: FaultStudio, runs: list[Run]) -> int:
    return sum(len(studio.ledger_of(run)["calls"]) for run in runs)


def test_a_429_for_one_run_makes_all_runs_wait(studio: FaultStudio) -> None:
    first = studio.submit("[[fault:rate:1]]", images=2)
    studio.wait_until(lambda: studio.row(first).is_backing_off)
    with studio.db():
        assert ProviderPause.objects.get().code == "ModelAccountIpmRateLimitExceeded"
        ProviderPause.extend("sandbox", until=ProviderPause.objects.get().until.replace(year=2100), code="")
        others = [studio.submit(images=2) for _ in range(6)]
    studio.wait_until(lambda: all(studio.row(run).is_backing_off for run in others))
    assert _count_calls(studio, others) == 0
    studio.skip_delays_until_ended(first, *others)
    assert {studio.state(run) for run in (first, *others)} == {"completed"}
    for run in (first, *others):
        assert studio.check_nothing_lost(run) == {"stored": 2}


def test_a_full_queue_drains_after_an_outage_within_the_concurrency_limit(studio: FaultStudio) -> None:
    with studio.db():
        runs = [studio.submit(f"[[fault:{fault}:1]]", images=2) for fault in ("rate", "http500") * 6]
    studio.skip_delays_until_ended(*runs)
    assert _count_calls(studio, runs) == 2 * len(runs)
    for run in runs:
        assert studio.state(run) == "completed"
        assert studio.check_nothing_lost(run) == {"stored": 2}
    assert 1 < studio.full_ledger()["max_concurrent"] <= CONCURRENCY
