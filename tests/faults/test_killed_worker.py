"""The worker is killed at every crash point between “sending” and “stored”: nothing is sent twice, nothing is lost."""

import re
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from studio.generations.models import Generation, Image
from studio.generations.states import SlotState
from tests.database import ROOT
from tests.faults.factories import FaultStudio, Run

CRASH_POINTS = ("sending", "sent", "event", "end", "fetched", "filed", "stored")
NOT_SENT = ("sending", "sent")

StudioAndRuns = tuple[FaultStudio, dict[str, Run]]


@pytest.fixture(scope="module")
def killed_runs(
    new_fault_studio: Callable[..., FaultStudio], new_sandbox: Callable[..., str]
) -> StudioAndRuns:
    """For each crash point a run whose worker was killed there, its job redelivered; then one worker cleaned up."""
    studio = new_fault_studio(new_sandbox())
    runs = {}
    for point in CRASH_POINTS:
        runs[point] = studio.submit(images=6)
        studio.env["STUDIO_KILL_AT"] = point
        studio.start("worker")
        assert studio.wait("worker") == -signal.SIGKILL
        studio.redeliver(runs[point])
    del studio.env["STUDIO_KILL_AT"]
    studio.expire_heartbeats()
    studio.start("worker")
    studio.wait_until_ended(*runs.values())
    return studio, runs


def test_every_crash_point_in_the_source_is_covered() -> None:
    sources = [path.read_text() for path in Path(ROOT, "studio", "generations").rglob("*.py")]
    assert {name for text in sources for name in re.findall(r'crash_point\("(\w+)"\)', text)} == set(
        CRASH_POINTS
    )


@pytest.mark.parametrize("point", CRASH_POINTS)
def test_nothing_is_sent_twice_and_nothing_is_lost(killed_runs: StudioAndRuns, point: str) -> None:
    studio, runs = killed_runs
    billed = studio.check_nothing_lost(runs[point])
    assert set(billed) <= {"stored", "unaccounted"}
    assert (billed.total() == 0) == (point in NOT_SENT)


@pytest.mark.parametrize("point", NOT_SENT)
def test_a_call_that_may_have_been_sent_is_unknown_and_not_sent_again(
    killed_runs: StudioAndRuns, point: str
) -> None:
    studio, runs = killed_runs
    row = studio.row(runs[point])
    assert (row.state, row.error_code) == ("unknown", "worker_lost")
    assert row.counts == {SlotState.UNKNOWN: 6}
    assert studio.ledger_of(runs[point])["calls"] == []


def test_a_call_whose_end_was_not_recorded_keeps_all_its_images(killed_runs: StudioAndRuns) -> None:
    studio, runs = killed_runs
    assert studio.state(runs["end"]) == "unknown"
    assert studio.slots(runs["end"]) == [SlotState.STORED] * 6


@pytest.mark.parametrize("point", ["event", "fetched", "filed", "stored"])
def test_announced_images_are_stored_by_the_next_worker(killed_runs: StudioAndRuns, point: str) -> None:
    studio, runs = killed_runs
    assert studio.row(runs[point]).counts[SlotState.STORED] >= 1


def test_no_two_rows_share_a_file(killed_runs: StudioAndRuns) -> None:
    studio, _runs = killed_runs
    with studio.db():
        files = list(Image.objects.stored().values_list("file", flat=True))
    assert len(files) == len(set(files))


def test_groups_of_fifteen_survive_repeated_worker_kills(
    new_fault_studio: Callable[..., FaultStudio], new_sandbox: Callable[..., str]
) -> None:
    studio = new_fault_studio(new_sandbox(delay=0.05))
    runs = []
    for images in (1, 5, 11):
        studio.start("worker")
        runs += [studio.submit(images=15), studio.submit(images=15)]
        studio.wait_for_images(runs[-1], images)
        studio.kill("worker")
        studio.expire_heartbeats()
    studio.start("worker")
    studio.wait_until_ended(*runs)
    for run in runs:
        billed = studio.check_nothing_lost(run)
        assert billed.total() == 15
    with studio.db():
        assert Generation.objects.filter(attempts=1).count() == len(runs)
