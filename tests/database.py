"""The tests' PostgreSQL: one server per test run, and an environment without the machine's own settings.

A pytest plugin (`-p tests.database`), since pytest-django reads the settings before any conftest is loaded.
The workers of xdist inherit what the first process has set up.
"""

import contextlib
import fcntl
import os
import signal
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Generator
from pathlib import Path

import psycopg
import pytest

from studio.infra.deploy.embedded_postgres import PROGRAMS, Postgres
from studio.infra.deploy.processes import set_pdeathsig

ROOT = Path(__file__).parent.parent
FOLDER = "STUDIO_TEST_FOLDER"
# No durability: test data need not survive a crash of the machine.
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "300",
}
CLEARED_PREFIXES = (
    "STUDIO_",
    "DJANGO_",
    "DATABASE_URL",
    "MODELVERSE_",
    "ARK_",
    "BYTEPLUS_",
    "PORT",
    "HOST",
    "DEBUG",
)
PROXY_VARIABLES = ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")


class PostgresServer:
    """A PostgreSQL server in its own folder; tests that stop or restart a server create their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._postgres = Postgres(folder / "postgres", settings=SETTINGS)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._postgres.prepare()
        with (self.folder / "postgres.log").open("ab") as log:
            self._process = process = subprocess.Popen(
                self._postgres.command,
                **self._postgres.identity,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=set_pdeathsig(signal.SIGINT),
            )
        self._postgres.wait_until_ready(lambda: process.poll() is None)

    def stop(self, number: signal.Signals = signal.SIGQUIT) -> None:
        """SIGQUIT is PostgreSQL's immediate stop: every connection is dropped, as in a crash."""
        if self._process is not None:
            self._process.send_signal(number)
            self._process.wait(30)
            self._process = None

    def execute(self, statement: str) -> None:
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(statement.encode())

    def url(self, database: str = "studio") -> str:
        self._postgres.create_database(database)
        return self._postgres.url(database)


def fresh_database_url() -> str:
    """The URL of a new database with all tables, on the server of this test run."""
    return _new_database_url("live", f"TEMPLATE {migrated_template()}")


def empty_database_url() -> str:
    """The URL of a new, empty database, on the server of this test run."""
    return _new_database_url("empty")


def migrated_url(server: PostgresServer) -> str:
    """The URL of a database with all tables on another server: a copy, because migrations take seconds."""
    base, url = os.environ["DATABASE_URL"].rpartition("/")[0], server.url()
    dump = subprocess.run(
        [PROGRAMS / "pg_dump", f"{base}/{migrated_template()}"], check=True, stdout=subprocess.PIPE
    )
    subprocess.run(
        [PROGRAMS / "psql", "--quiet", "--set=ON_ERROR_STOP=1", url],
        check=True,
        input=dump.stdout,
        stdout=subprocess.DEVNULL,
    )
    return url


def migrated_template() -> str:
    """The name of the template database with all tables; the first caller creates it."""
    name, base = "migrated", os.environ["DATABASE_URL"].rpartition("/")[0]
    with _exclusive_lock("template"), psycopg.connect(f"{base}/postgres", autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            connection.execute(f"CREATE DATABASE {name}")
            manage("prepare", "--no-static", DATABASE_URL=f"{base}/{name}")
    return name


def _new_database_url(kind: str, options: str = "") -> str:
    base, name = os.environ["DATABASE_URL"].rpartition("/")[0], f"{kind}_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(f"{base}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} {options}".encode())
    return f"{base}/{name}"


def manage(*arguments: str, **environment: str) -> str:
    """Run a management command and return its output."""
    return subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *arguments],
        env={**os.environ, **environment},
        check=True,
        text=True,
        stdout=subprocess.PIPE,
    ).stdout


@contextlib.contextmanager
def _exclusive_lock(name: str) -> Generator[None]:
    """Hold a lock that all xdist workers share."""
    with Path(os.environ[FOLDER], f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None, object, object]:
    if "PYTEST_XDIST_WORKER" not in os.environ:
        folder = tempfile.TemporaryDirectory(prefix="studio-tests-", ignore_cleanup_errors=True)
        early_config.add_cleanup(folder.cleanup)
        server = PostgresServer(Path(folder.name))
        server.start()
        early_config.add_cleanup(server.stop)
        _set_environment(Path(folder.name), server)
        subprocess.run([sys.executable, str(ROOT / "manage.py"), "collect"], check=True)
    return (yield)


def _set_environment(folder: Path, server: PostgresServer) -> None:
    for name in list(os.environ):
        if name.startswith(CLEARED_PREFIXES) or name in PROXY_VARIABLES:
            del os.environ[name]
    # With it each of a hundred processes would compile all modules again.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ |= {
        FOLDER: str(folder),
        "DATABASE_URL": server.url(),
        "DJANGO_SETTINGS_MODULE": "studio.settings",
        "SECRET_KEY": "only-for-tests",
        "STUDIO_DATA": str(folder / "data"),
        "STUDIO_MIN_FREE_SPACE": "0",  # tests simulate a full disk themselves
        "STUDIO_SANDBOX_DELAY": "0",
    }
