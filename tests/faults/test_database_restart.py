"""PostgreSQL is stopped immediately in mid-run and restarted: the worker keeps its calls, nothing is sent twice, and
pages work again."""

from collections.abc import Callable
from contextlib import closing

import httpx

from tests.database import PostgresServer, migrated_url
from tests.faults.factories import FaultStudio


def test_a_database_restart_in_mid_run_loses_nothing(
    server: PostgresServer, new_fault_studio: Callable[..., FaultStudio], new_sandbox: Callable[..., str]
) -> None:
    url = migrated_url(server)
    # Test servers may lose the last commits; a real one must not.
    server.execute("ALTER DATABASE studio SET synchronous_commit = on")
    studio = new_fault_studio(new_sandbox(delay=0.3), database_url=url)
    studio.start("web", "worker")
    viewer = studio.new_user()
    runs = [studio.submit(images=8, by=viewer) for _ in range(2)]
    studio.wait_for_images(runs[0], 2)
    worker = studio.pid("worker")
    server.stop()
    server.start()
    queued = studio.submit(images=2, by=viewer)
    studio.skip_delays_until_ended(*runs, queued)
    assert studio.is_running("worker")
    assert studio.pid("worker") == worker
    for run in runs:
        assert studio.state(run) == "completed"
        assert studio.check_nothing_lost(run) == {"stored": 8}
    assert studio.state(queued) == "completed"
    with closing(studio.browser(viewer)) as browser:
        assert _load_page(browser).status_code == 200
    studio.stop()


def _load_page(browser: httpx.Client) -> httpx.Response:
    """The first requests may still use connections to the stopped server."""
    responses = [browser.get("/") for _ in range(3)]
    return responses[-1]
