"""The worker is killed at every named point between “sending” and “stored”: nothing is sent twice, nothing is lost."""

import re
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from studio.generations.models import Generation, Image
from studio.generations.states import SlotState
from tests.database import ROOT
from tests.faults.factories import Run, Scene

POINTS = ("sending", "sent", "event", "end", "fetched", "filed", "stored")
NOT_SENT = ("sending", "sent")

Killed = tuple[Scene, dict[str, Run]]


@pytest.fixture(scope="module")
def killed(new_scene: Callable[..., Scene], new_sandbox: Callable[..., str]) -> Killed:
    """For each point a run whose worker died there and whose job was delivered again; then one worker swept."""
    scene = new_scene(new_sandbox())
    runs = {}
    for point in POINTS:
        runs[point] = scene.submit(images=6)
        scene.env["STUDIO_KILL_AT"] = point
        scene.start("worker")
        assert scene.wait("worker") == -signal.SIGKILL
        scene.deliver_again(runs[point])
    del scene.env["STUDIO_KILL_AT"]
    scene.let_the_dead_be_missed()
    scene.start("worker")
    scene.until_ended(*runs.values())
    return scene, runs


def test_every_checkpoint_of_the_source_is_tried() -> None:
    sources = [path.read_text() for path in Path(ROOT, "studio", "generations").rglob("*.py")]
    assert {name for text in sources for name in re.findall(r'crash_point\("(\w+)"\)', text)} == set(POINTS)


@pytest.mark.parametrize("point", POINTS)
def test_nothing_is_sent_twice_and_nothing_is_lost(killed: Killed, point: str) -> None:
    scene, runs = killed
    kept = scene.check_nothing_lost(runs[point])
    assert set(kept) <= {"stored", "unaccounted"}
    assert (kept.total() == 0) == (point in NOT_SENT)


@pytest.mark.parametrize("point", NOT_SENT)
def test_a_call_that_may_have_left_is_unknown_and_not_sent_by_another_worker(
    killed: Killed, point: str
) -> None:
    scene, runs = killed
    row = scene.row(runs[point])
    assert (row.state, row.error_code) == ("unknown", "worker_lost")
    assert row.counts == {SlotState.UNKNOWN: 6}
    assert scene.book_of(runs[point])["calls"] == []


def test_a_call_whose_end_was_not_written_down_keeps_all_its_images(killed: Killed) -> None:
    scene, runs = killed
    assert scene.state(runs["end"]) == "unknown"
    assert scene.slots(runs["end"]) == [SlotState.STORED] * 6


@pytest.mark.parametrize("point", ["event", "fetched", "filed", "stored"])
def test_the_images_that_were_announced_are_stored_by_the_next_worker(killed: Killed, point: str) -> None:
    scene, runs = killed
    assert scene.row(runs[point]).counts[SlotState.STORED] >= 1


def test_no_row_points_to_a_file_of_another(killed: Killed) -> None:
    scene, _runs = killed
    with scene.db():
        files = list(Image.objects.stored().values_list("file", flat=True))
    assert len(files) == len(set(files))


def test_groups_of_fifteen_survive_one_death_after_the_other(
    new_scene: Callable[..., Scene], new_sandbox: Callable[..., str]
) -> None:
    scene = new_scene(new_sandbox(delay=0.05))
    runs = []
    for answered in (1, 5, 11):
        scene.start("worker")
        runs += [scene.submit(images=15), scene.submit(images=15)]
        scene.until_answered(runs[-1], answered)
        scene.kill("worker")
        scene.let_the_dead_be_missed()
    scene.start("worker")
    scene.until_ended(*runs)
    for run in runs:
        kept = scene.check_nothing_lost(run)
        assert kept.total() == 15
    with scene.db():
        assert Generation.objects.filter(attempts=1).count() == len(runs)
