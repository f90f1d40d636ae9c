"""A worker is suspended in mid-run and another one considers it dead; once resumed, it reads its call to the end."""

import signal
from collections.abc import Callable
from pathlib import Path

from django.db import connection

from tests.faults.factories import FaultStudio

HEARTBEAT_SETTINGS = {"STUDIO_WORKER_HEARTBEAT": "0.2", "STUDIO_WORKER_STALLED": "2"}


def test_a_suspended_worker_continues_its_call_when_resumed(
    new_fault_studio: Callable[..., FaultStudio], new_sandbox: Callable[..., str], tmp_path: Path
) -> None:
    studio = new_fault_studio(new_sandbox(delay=0.3), **HEARTBEAT_SETTINGS)
    other = studio.sibling(tmp_path)
    studio.start("worker")
    run = studio.submit(images=6)
    studio.wait_for_images(run, 1)
    studio.send("worker", signal.SIGSTOP)
    try:
        studio.wait_until(lambda: not worker_ids(studio, alive=True))
        suspended = worker_ids(studio)
        other.start("worker")  # on startup it removes workers without a heartbeat
        studio.wait_until(
            lambda: worker_ids(studio) and worker_ids(studio) != suspended, "the other did not take its place"
        )
        studio.wait_until(lambda: studio.row(run).is_stalled)
    finally:
        studio.send("worker", signal.SIGCONT)
    studio.wait_until_ended(run)
    assert studio.state(run) == "completed"
    assert studio.check_nothing_lost(run) == {"stored": 6}
    assert len(studio.ledger_of(run)["calls"]) == 1
    assert studio.is_running("worker")
    assert "was removed from the list of workers" in studio.log("worker")
    studio.wait_until(lambda: len(worker_ids(studio)) == 2, "the suspended worker did not register again")
    other.stop()
    studio.stop()


def worker_ids(studio: FaultStudio, *, alive: bool = False) -> list[int]:
    """The workers registered in the queue; with `alive` only those with a recent heartbeat."""
    since = "2 seconds" if alive else "1 hour"
    with studio.db(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM procrastinate_workers WHERE last_heartbeat > NOW() - %s::interval", [since]
        )
        return [row[0] for row in cursor.fetchall()]
