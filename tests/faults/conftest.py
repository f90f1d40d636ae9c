"""Fixtures for fault tests: a studio that runs as processes, and a sandbox whose painter takes no time.

`fast_studio` and `studio` are shared by all tests of a process; both are fully working when the next test begins.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from pytest_django import DjangoDbBlocker

from studio.sandbox.painter import flat
from studio.sandbox.server import running
from studio.sandbox.settings import SandboxSettings
from tests.database import fresh_database_url
from tests.faults.factories import FaultStudio

NewFaultStudio = Callable[..., FaultStudio]


@pytest.fixture(scope="package")
def new_sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., str]]:
    """Factory: starts a sandbox and returns its URL. `delay` is in seconds per image."""
    with ExitStack() as stack:

        def start(*, delay: float = 0, slow_link: float = 0.5) -> str:
            settings = SandboxSettings(
                folder=tmp_path_factory.mktemp("sandbox"),
                delay=delay,
                painter=flat.paint,
                processes=0,
                slow_link=slow_link,
            )
            return stack.enter_context(running(settings))

        yield start


@pytest.fixture(scope="package")
def new_fault_studio(
    tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker
) -> Iterator[NewFaultStudio]:
    """Factory: creates a studio that uses the given sandbox, without starting its processes."""
    studios: list[FaultStudio] = []

    def make(sandbox_url: str, *, database_url: str = "", **environment: str) -> FaultStudio:
        url = database_url or fresh_database_url()
        studios.append(
            FaultStudio(tmp_path_factory.mktemp("studio"), django_db_blocker, url, sandbox_url, **environment)
        )
        return studios[-1]

    yield make
    for studio in studios:
        studio.stop()


@pytest.fixture(scope="package")
def fast_studio(new_fault_studio: NewFaultStudio, new_sandbox: Callable[..., str]) -> FaultStudio:
    """Images take no time; the worker gives up on a silent provider within seconds."""
    studio = new_fault_studio(new_sandbox(), DJANGO_SETTINGS_MODULE="tests.faults.short_timeouts")
    studio.start("worker")
    return studio


@pytest.fixture(scope="package")
def _shared_studio(new_fault_studio: NewFaultStudio, new_sandbox: Callable[..., str]) -> FaultStudio:
    # A dead worker is detected within seconds.
    heartbeat = {"STUDIO_WORKER_HEARTBEAT": "1", "STUDIO_WORKER_STALLED": "6"}
    return new_fault_studio(new_sandbox(delay=0.2, slow_link=2), **heartbeat)


@pytest.fixture
def studio(_shared_studio: FaultStudio) -> FaultStudio:
    """Replaces that of `tests.live`: images take 0.2 s, slow links 2 s; web and worker run, a test may kill them."""
    if stopped := [name for name in ("web", "worker") if not _shared_studio.is_running(name)]:
        _shared_studio.start(*stopped)
    return _shared_studio
