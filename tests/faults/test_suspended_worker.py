"""A worker is suspended in mid-run, another takes it for dead; it wakes up and hears its call to the end."""

import signal
from collections.abc import Callable
from pathlib import Path

from django.db import connection

from tests.faults.factories import Scene

THRESHOLDS = {"STUDIO_WORKER_HEARTBEAT": "0.2", "STUDIO_WORKER_STALLED": "2"}


def test_a_suspended_worker_goes_on_with_its_call_when_it_wakes_up(
    new_scene: Callable[..., Scene], new_sandbox: Callable[..., str], tmp_path: Path
) -> None:
    scene = new_scene(new_sandbox(delay=0.3), **THRESHOLDS)
    other = scene.sibling(tmp_path)
    scene.start("worker")
    run = scene.submit(images=6)
    scene.until_answered(run, 1)
    scene.send("worker", signal.SIGSTOP)
    try:
        scene.until(lambda: not workers(scene, alive=True))
        suspended = workers(scene)
        other.start("worker")  # the first thing it does is to forget workers without a heartbeat
        scene.until(
            lambda: workers(scene) and workers(scene) != suspended, "the other did not take its place"
        )
        scene.until(lambda: scene.row(run).is_stalled)
    finally:
        scene.send("worker", signal.SIGCONT)
    scene.until_ended(run)
    assert scene.state(run) == "completed"
    assert scene.check_nothing_lost(run) == {"stored": 6}
    assert len(scene.book_of(run)["calls"]) == 1
    assert scene.runs("worker")
    assert "was removed from the list of workers" in scene.log("worker")
    scene.until(lambda: len(workers(scene)) == 2, "the suspended worker did not register again")
    other.stop()
    scene.stop()


def workers(scene: Scene, *, alive: bool = False) -> list[int]:
    """Those that the queue knows; with `alive` those with a heartbeat."""
    since = "2 seconds" if alive else "1 hour"
    with scene.db(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM procrastinate_workers WHERE last_heartbeat > NOW() - %s::interval", [since]
        )
        return [row[0] for row in cursor.fetchall()]
