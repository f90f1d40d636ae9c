"""Fault studios: a studio of processes and a sandbox with a painter that costs nothing.

`quick` and `steady` are shared by all tests of a process; both are whole again when the next test begins.
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
    """Starts a sandbox; returns its address. `delay` in seconds an image."""
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
    """Makes a studio that looks at a sandbox; nothing of it is started yet."""
    made: list[FaultStudio] = []

    def make(sandbox_url: str, *, database_url: str = "", **environment: str) -> FaultStudio:
        url = database_url or fresh_database_url()
        made.append(
            FaultStudio(tmp_path_factory.mktemp("studio"), django_db_blocker, url, sandbox_url, **environment)
        )
        return made[-1]

    yield make
    for studio in made:
        studio.stop()


@pytest.fixture(scope="package")
def quick(new_fault_studio: NewFaultStudio, new_sandbox: Callable[..., str]) -> FaultStudio:
    """Images take no time; the worker gives up on a silent provider within seconds."""
    studio = new_fault_studio(new_sandbox(), DJANGO_SETTINGS_MODULE="tests.faults.short_timeouts")
    studio.start("worker")
    return studio


@pytest.fixture(scope="package")
def _steady(new_fault_studio: NewFaultStudio, new_sandbox: Callable[..., str]) -> FaultStudio:
    # A worker that dies is missed within seconds.
    seconds = {"STUDIO_WORKER_HEARTBEAT": "1", "STUDIO_WORKER_STALLED": "6"}
    return new_fault_studio(new_sandbox(delay=0.2, slow_link=2), **seconds)


@pytest.fixture
def steady(_steady: FaultStudio) -> FaultStudio:
    """Images take a moment, slow links two seconds; web and worker, which a test may kill."""
    if dead := [name for name in ("web", "worker") if not _steady.runs(name)]:
        _steady.start(*dead)
    return _steady
