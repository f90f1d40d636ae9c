"""The worker is killed at every named point between “sending” and “stored”: nothing is sent twice, nothing is lost."""

import re
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from studio.generations.models import Generation, Image
from studio.generations.states import SlotState
from tests.database import ROOT
from tests.faults.factories import FaultStudio, Run

POINTS = ("sending", "sent", "event", "end", "fetched", "filed", "stored")
NOT_SENT = ("sending", "sent")

Killed = tuple[FaultStudio, dict[str, Run]]


@pytest.fixture(scope="module")
def killed(new_fault_studio: Callable[..., FaultStudio], new_sandbox: Callable[..., str]) -> Killed:
    """For each point a run whose worker died there and whose job was delivered again; then one worker swept."""
    studio = new_fault_studio(new_sandbox())
    runs = {}
    for point in POINTS:
        runs[point] = studio.submit(images=6)
        studio.env["STUDIO_KILL_AT"] = point
        studio.start("worker")
        assert studio.wait("worker") == -signal.SIGKILL
        studio.deliver_again(runs[point])
    del studio.env["STUDIO_KILL_AT"]
    studio.let_the_dead_be_missed()
    studio.start("worker")
    studio.until_ended(*runs.values())
    return studio, runs


def test_every_checkpoint_of_the_source_is_tried() -> None:
    sources = [path.read_text() for path in Path(ROOT, "studio", "generations").rglob("*.py")]
    assert {name for text in sources for name in re.findall(r'crash_point\("(\w+)"\)', text)} == set(POINTS)


@pytest.mark.parametrize("point", POINTS)
def test_nothing_is_sent_twice_and_nothing_is_lost(killed: Killed, point: str) -> None:
    studio, runs = killed
    kept = studio.check_nothing_lost(runs[point])
    assert set(kept) <= {"stored", "unaccounted"}
    assert (kept.total() == 0) == (point in NOT_SENT)


@pytest.mark.parametrize("point", NOT_SENT)
def test_a_call_that_may_have_left_is_unknown_and_not_sent_by_another_worker(
    killed: Killed, point: str
) -> None:
    studio, runs = killed
    row = studio.row(runs[point])
    assert (row.state, row.error_code) == ("unknown", "worker_lost")
    assert row.counts == {SlotState.UNKNOWN: 6}
    assert studio.book_of(runs[point])["calls"] == []


def test_a_call_whose_end_was_not_written_down_keeps_all_its_images(killed: Killed) -> None:
    studio, runs = killed
    assert studio.state(runs["end"]) == "unknown"
    assert studio.slots(runs["end"]) == [SlotState.STORED] * 6


@pytest.mark.parametrize("point", ["event", "fetched", "filed", "stored"])
def test_the_images_that_were_announced_are_stored_by_the_next_worker(killed: Killed, point: str) -> None:
    studio, runs = killed
    assert studio.row(runs[point]).counts[SlotState.STORED] >= 1


def test_no_row_points_to_a_file_of_another(killed: Killed) -> None:
    studio, _runs = killed
    with studio.db():
        files = list(Image.objects.stored().values_list("file", flat=True))
    assert len(files) == len(set(files))


def test_groups_of_fifteen_survive_one_death_after_the_other(
    new_fault_studio: Callable[..., FaultStudio], new_sandbox: Callable[..., str]
) -> None:
    studio = new_fault_studio(new_sandbox(delay=0.05))
    runs = []
    for answered in (1, 5, 11):
        studio.start("worker")
        runs += [studio.submit(images=15), studio.submit(images=15)]
        studio.until_answered(runs[-1], answered)
        studio.kill("worker")
        studio.let_the_dead_be_missed()
    studio.start("worker")
    studio.until_ended(*runs)
    for run in runs:
        kept = studio.check_nothing_lost(run)
        assert kept.total() == 15
    with studio.db():
        assert Generation.objects.filter(attempts=1).count() == len(runs)
