"""PostgreSQL is stopped at once in mid-run and comes back: nothing is lost or sent twice, and pages work again."""

from collections.abc import Callable
from contextlib import closing

import httpx

from tests.database import Server, manage
from tests.faults.scene import Scene


def test_a_database_that_restarts_in_mid_run_loses_nothing(
    server: Server, new_scene: Callable[..., Scene], new_sandbox: Callable[..., str]
) -> None:
    manage("prepare", "--no-static", DATABASE_URL=server.url())
    # The tests' servers may forget what was committed last; a real one must not.
    server.execute("ALTER DATABASE studio SET synchronous_commit = on")
    scene = new_scene(new_sandbox(delay=0.3), database_url=server.url())
    scene.start("web", "worker")
    viewer = scene.someone()
    runs = [scene.submit(images=8, by=viewer) for _ in range(2)]
    scene.until_answered(runs[0], 2)
    server.stop()
    server.start()
    queued = scene.submit(images=2, by=viewer)
    # The worker saves what it has and leaves; the supervisor would start it again.
    scene.until(lambda: not scene.runs("worker") or scene.state(queued) == "completed")
    if not scene.runs("worker"):
        scene.let_the_dead_be_missed()
        scene.start("worker")
    scene.hurry_until_ended(*runs, queued)
    for run in runs:
        assert scene.state(run) in ("completed", "unknown")
        assert scene.check_nothing_lost(run) == {"stored": 8}
    assert scene.state(queued) == "completed"
    with closing(scene.browser(viewer)) as browser:
        assert _page(browser).status_code == 200
    scene.stop()


def _page(browser: httpx.Client) -> httpx.Response:
    """The first requests may still meet connections of the server that is gone."""
    answers = [browser.get("/") for _ in range(3)]
    return answers[-1]
