"""A worker is suspended in mid-run, another takes it for dead; it wakes up and hears its call to the end."""

import signal
from collections.abc import Callable
from pathlib import Path

from django.db import connection

from tests.faults.factories import FaultStudio

THRESHOLDS = {"STUDIO_WORKER_HEARTBEAT": "0.2", "STUDIO_WORKER_STALLED": "2"}


def test_a_suspended_worker_goes_on_with_its_call_when_it_wakes_up(
    new_fault_studio: Callable[..., FaultStudio], new_sandbox: Callable[..., str], tmp_path: Path
) -> None:
    studio = new_fault_studio(new_sandbox(delay=0.3), **THRESHOLDS)
    other = studio.sibling(tmp_path)
    studio.start("worker")
    run = studio.submit(images=6)
    studio.until_answered(run, 1)
    studio.send("worker", signal.SIGSTOP)
    try:
        studio.until(lambda: not workers(studio, alive=True))
        suspended = workers(studio)
        other.start("worker")  # the first thing it does is to forget workers without a heartbeat
        studio.until(
            lambda: workers(studio) and workers(studio) != suspended, "the other did not take its place"
        )
        studio.until(lambda: studio.row(run).is_stalled)
    finally:
        studio.send("worker", signal.SIGCONT)
    studio.until_ended(run)
    assert studio.state(run) == "completed"
    assert studio.check_nothing_lost(run) == {"stored": 6}
    assert len(studio.book_of(run)["calls"]) == 1
    assert studio.runs("worker")
    assert "was removed from the list of workers" in studio.log("worker")
    studio.until(lambda: len(workers(studio)) == 2, "the suspended worker did not register again")
    other.stop()
    studio.stop()


def workers(studio: FaultStudio, *, alive: bool = False) -> list[int]:
    """Those that the queue knows; with `alive` those with a heartbeat."""
    since = "2 seconds" if alive else "1 hour"
    with studio.db(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM procrastinate_workers WHERE last_heartbeat > NOW() - %s::interval", [since]
        )
        return [row[0] for row in cursor.fetchall()]
