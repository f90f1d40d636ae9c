"""A real studio for tests: web, worker and sandbox as processes, on free ports, with its own database.

`studio` is shared by the tests of a pytest worker; `new_studio()` creates one for a test that kills processes:

    def test_…(new_studio):
        studio = new_studio(STUDIO_SANDBOX_DELAY="0.2")
        studio.kill("worker")
        with studio.db():
            assert Generation.objects.get().state == "unknown"

Do not combine `studio.db()` with `@pytest.mark.django_db`, which opens pytest-django's own database.
"""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Generator, Iterable, Iterator
from pathlib import Path

import dj_database_url
import httpx
import pytest
from django.db import connections
from pytest_django import DjangoDbBlocker

from studio.infra.deploy.processes import set_pdeathsig
from tests.database import ROOT, PostgresServer, fresh_database_url, migrated_url

PROGRAMS = ("sandbox", "web", "worker")
START_SECONDS = 60.0
STOP_SECONDS = 60.0
LOG_LINES = 60


class LiveStudio:
    """`env` is the environment of the next program that starts; change it and `restart()`."""

    def __init__(self, folder: Path, blocker: DjangoDbBlocker, database_url: str, **environment: str) -> None:
        self.folder = folder
        self.port, self.sandbox_port = free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.sandbox_url = f"http://127.0.0.1:{self.sandbox_port}"
        self.database_url = database_url
        self.env = {
            **os.environ,
            "DATABASE_URL": database_url,
            "PORT": str(self.port),
            "STUDIO_SANDBOX_PORT": str(self.sandbox_port),
            "STUDIO_DATA": str(folder),
            "PYTHONUNBUFFERED": "1",
            **environment,
        }
        self._blocker = blocker
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._log_starts: dict[str, int] = {}

    def start(self, *names: str) -> None:
        """Start the programs (all of them, unless named) and return when each is ready for work."""
        for name in names or PROGRAMS:
            self._spawn(name)
        for name in names or PROGRAMS:
            self._wait_until_ready(name)

    def stop(self, *names: str) -> None:
        """SIGTERM and wait. A program that ignores it is killed, and that is an error."""
        for name in names or ("web", "worker", "sandbox"):
            process = self._processes.pop(name, None)
            if process is None:
                continue
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired as error:
                process.kill()
                process.wait()
                raise AssertionError(f"{name} ignored SIGTERM:\n{self.log(name)}") from error

    def kill(self, name: str, number: signal.Signals = signal.SIGKILL) -> None:
        """Send a signal and wait for the program to exit."""
        process = self._processes.pop(name)
        process.send_signal(number)
        process.wait(STOP_SECONDS)

    def send(self, name: str, number: signal.Signals) -> None:
        self._processes[name].send_signal(number)

    def wait(self, name: str, timeout: float = STOP_SECONDS) -> int:
        """Wait for a program to exit by itself; returns its exit code."""
        code = self._processes[name].wait(timeout)
        del self._processes[name]
        return code

    def restart(self, name: str) -> None:
        self.stop(name)
        self.start(name)

    def pid(self, name: str) -> int:
        return self._processes[name].pid

    def log(self, name: str) -> str:
        path = self._log_path(name)
        return path.read_text(errors="replace") if path.exists() else ""

    def sandbox_ledger(self) -> object:
        """The sandbox's ledger: what it accepted and billed."""
        return httpx.get(f"{self.sandbox_url}/ledger").raise_for_status().json()

    @contextlib.contextmanager
    def db(self) -> Iterator[None]:
        """Point the ORM of this process at the studio's database."""
        with connected_to(self.database_url, self._blocker):
            yield

    def _spawn(self, name: str) -> None:
        extra = ("--port", str(self.sandbox_port), "--painter", "flat") if name == "sandbox" else ()
        with self._log_path(name).open("ab") as log:
            self._log_starts[name] = log.tell()
            self._processes[name] = subprocess.Popen(
                [sys.executable, str(ROOT / "manage.py"), name, *extra],
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=set_pdeathsig(),
            )

    def _wait_until_ready(self, name: str) -> None:
        process = self._processes[name]
        deadline = time.monotonic() + START_SECONDS
        while not self._is_ready(name):
            if process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"{name} does not start:\n{self.log(name)}")
            time.sleep(0.05)

    def _is_ready(self, name: str) -> bool:
        if name == "worker":
            # The log holds the output of earlier starts too.
            return b"Working, up to" in self._log_path(name).read_bytes()[self._log_starts[name] :]
        url = self.url if name == "web" else self.sandbox_url
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=5):
                return True
        except (urllib.error.URLError, OSError):
            return False

    def _log_path(self, name: str) -> Path:
        return self.folder / f"{name}.log"


@contextlib.contextmanager
def connected_to(url: str, blocker: DjangoDbBlocker) -> Iterator[None]:
    """Point the ORM of this process at another database."""
    connection = connections["default"]
    target = dj_database_url.parse(url)
    original = {key: connection.settings_dict[key] for key in ("NAME", "HOST")}
    connection.close()
    # The connections of all threads share this dict.
    connection.settings_dict.update(NAME=target["NAME"], HOST=target["HOST"])
    try:
        with blocker.unblock():
            yield
    finally:
        connection.close()
        connection.settings_dict.update(original)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Studios:
    """Creates studios; `new_studio(server=…, NAME="value")` starts one and stops it when the test is over."""

    def __init__(self, factory: pytest.TempPathFactory, blocker: DjangoDbBlocker) -> None:
        self._factory = factory
        self._blocker = blocker
        self.created: list[LiveStudio] = []

    def __call__(
        self, *, server: PostgresServer | None = None, started: bool = True, **environment: str
    ) -> LiveStudio:
        """`server` is used instead of the run's own PostgreSQL; `environment` is added to that of the programs."""
        url = migrated_url(server) if server else fresh_database_url()
        studio = LiveStudio(self._factory.mktemp("studio"), self._blocker, url, **environment)
        self.created.append(studio)
        if started:
            studio.start()
        return studio

    def stop(self) -> None:
        for studio in self.created:
            studio.stop()


@pytest.fixture(scope="session")
def studio(
    tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker
) -> Iterator[LiveStudio]:
    """One studio for all tests of this process that only use it."""
    studios = Studios(tmp_path_factory, django_db_blocker)
    yield studios()
    studios.stop()


@pytest.fixture
def new_studio(
    tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker
) -> Iterator[Studios]:
    """Creates studios for one test, which may kill them."""
    studios = Studios(tmp_path_factory, django_db_blocker)
    yield studios
    studios.stop()


@contextlib.contextmanager
def new_open_folder() -> Iterator[Path]:
    """A folder for PostgreSQL, which runs as another user when we are root.

    Not `tmp_path`: each new pytest on the machine closes its parent folder to other users.
    """
    with tempfile.TemporaryDirectory(prefix="studio-test-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Deleted after the test."""
    with new_open_folder() as folder:
        yield folder


@pytest.fixture
def server(open_folder: Path) -> Iterator[PostgresServer]:
    """A PostgreSQL for one test, which may stop it."""
    server = PostgresServer(open_folder)
    server.start()
    yield server
    server.stop()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A failed test shows the last lines of its studios' logs."""
    report = yield
    if report.failed and isinstance(item, pytest.Function):
        for studio in _studios(item.funcargs.values()):
            for name in PROGRAMS:
                tail = "\n".join(studio.log(name).splitlines()[-LOG_LINES:])
                report.sections.append((f"{name} of {studio.url}", tail))
    return report


def _studios(values: Iterable[object]) -> Iterator[LiveStudio]:
    for value in values:
        if isinstance(value, LiveStudio):
            yield value
        elif isinstance(value, Studios):
            yield from value.created
