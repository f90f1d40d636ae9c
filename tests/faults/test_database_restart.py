"""PostgreSQL is stopped at once in mid-run and comes back: the worker keeps its calls, nothing is sent twice, and pages
work again."""

from collections.abc import Callable
from contextlib import closing

import httpx

from tests.database import Server, migrated_url
from tests.faults.factories import Scene


def test_a_database_that_restarts_in_mid_run_loses_nothing(
    server: Server, new_scene: Callable[..., Scene], new_sandbox: Callable[..., str]
) -> None:
    url = migrated_url(server)
    # The tests' servers may forget what was committed last; a real one must not.
    server.execute("ALTER DATABASE studio SET synchronous_commit = on")
    scene = new_scene(new_sandbox(delay=0.3), database_url=url)
    scene.start("web", "worker")
    viewer = scene.someone()
    runs = [scene.submit(images=8, by=viewer) for _ in range(2)]
    scene.until_answered(runs[0], 2)
    worker = scene.pid("worker")
    server.stop()
    server.start()
    queued = scene.submit(images=2, by=viewer)
    scene.hurry_until_ended(*runs, queued)
    assert scene.runs("worker")
    assert scene.pid("worker") == worker
    for run in runs:
        assert scene.state(run) == "completed"
        assert scene.check_nothing_lost(run) == {"stored": 8}
    assert scene.state(queued) == "completed"
    with closing(scene.browser(viewer)) as browser:
        assert _page(browser).status_code == 200
    scene.stop()


def _page(browser: httpx.Client) -> httpx.Response:
    """The first requests may still meet connections of the server that is gone."""
    answers = [browser.get("/") for _ in range(3)]
    return answers[-1]
