"""The embedded server: created once, in any data folder; replaces an orphaned server, spares other processes."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from studio.infra.deploy.embedded_postgres import Postgres, PostgresError
from studio.infra.deploy.process_restart import Child, Program
from tests.database import PostgresServer


@pytest.fixture(params=["data", "with space, comma and ü", "x" * 120], ids=["plain", "odd", "long"])
def server_in_any_folder(request: pytest.FixtureRequest, open_folder: Path) -> Iterator[PostgresServer]:
    folder = open_folder / request.param
    folder.mkdir()
    server = PostgresServer(folder)
    yield server
    server.stop()


def test_it_runs_in_any_data_folder_and_keeps_its_data(server_in_any_folder: PostgresServer) -> None:
    server_in_any_folder.start()
    server_in_any_folder.execute("CREATE TABLE kept (word text)")
    server_in_any_folder.stop(signal.SIGINT)
    server_in_any_folder.start()
    with psycopg.connect(server_in_any_folder.url()) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)
        assert connection.execute("SELECT lower('ÄÖÜ'), version() LIKE '%18.%'").fetchone() == ("äöü", True)


def test_other_users_of_the_machine_cannot_use_the_socket(server: PostgresServer) -> None:
    socket = server.folder / "postgres" / ".s.PGSQL.5432"
    assert socket.stat().st_mode & 0o077 == 0


def test_an_orphaned_server_is_stopped_by_the_next_one(server: PostgresServer) -> None:
    orphan = server._process
    assert orphan
    Postgres(server.folder / "postgres").prepare()
    assert orphan.wait(60) == 0


async def test_a_server_killed_during_a_busy_query_is_started_again(server: PostgresServer) -> None:
    url = server.url()
    server.stop(signal.SIGINT)
    async with _kept_running(Postgres(server.folder / "postgres")) as child:
        await _wait_until(lambda: _is_reachable(url))
        with contextlib.closing(psycopg.connect(url)) as connection:
            # It computes without a pause, so it does not notice that its postmaster is gone.
            connection.pgconn.send_query(b"SELECT count(*) FROM (SELECT generate_series(1, 1e12::int8)) AS n")
            backend = connection.info.backend_pid
            await _wait_until(lambda: backend in _busy_backends(url))
            os.kill(child.pid, signal.SIGKILL)
            await _wait_until(lambda: not psutil.pid_exists(backend) and _is_reachable(url))


def test_only_orphans_of_the_cluster_itself_are_killed(server: PostgresServer) -> None:
    server.stop(signal.SIGINT)
    postgres = Postgres(server.folder / "postgres")
    title = next(option for option in postgres.command if "cluster_name" in option).partition("=")[2]
    orphan, other = (_titled(f"postgres: {name}: writer", postgres) for name in (title, f"{title}0"))
    with subprocess.Popen("true") as ended:
        pass
    (postgres.folder / "postmaster.pid").write_text(f"{ended.pid}\n")
    postgres.prepare()
    assert orphan.poll() is not None
    assert other.poll() is None
    other.kill()
    other.wait()


def test_another_process_with_the_pid_of_the_old_server_is_spared(server: PostgresServer) -> None:
    other_process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    server.stop(signal.SIGINT)
    pid_file = server.folder / "postgres" / "postmaster.pid"
    pid_file.write_text(f"{other_process.pid}\n")
    server.start()
    assert other_process.poll() is None
    other_process.kill()
    other_process.wait()


def test_an_incomplete_cluster_is_created_again(open_folder: Path) -> None:
    incomplete = open_folder / ".postgres.new"
    incomplete.mkdir()
    (incomplete / "PG_VERSION").write_text("18\n")
    server = PostgresServer(open_folder)
    server.start()
    server.stop()
    assert not incomplete.exists()


def test_a_cluster_of_another_version_has_a_clear_error(open_folder: Path) -> None:
    cluster = open_folder / "postgres"
    cluster.mkdir()
    (cluster / "PG_VERSION").write_text("15\n")
    with pytest.raises(PostgresError, match=r"made by PostgreSQL 15, and this studio brings 18"):
        Postgres(cluster).prepare()


def test_a_server_that_dies_at_once_is_not_waited_for(open_folder: Path) -> None:
    postgres = Postgres(open_folder / "postgres", settings={"max_connections": "none"})
    postgres.prepare()
    process = subprocess.Popen(
        postgres.command, stderr=subprocess.DEVNULL, env=os.environ, **postgres.identity
    )
    with pytest.raises(PostgresError, match="does not start"):
        postgres.wait_until_ready(lambda: process.poll() is None)
    process.wait()


@contextlib.asynccontextmanager
async def _kept_running(postgres: Postgres) -> AsyncIterator[Child]:
    """Restarts it as the supervisor does."""
    child = Child(
        Program(
            name="postgres",
            command=postgres.command,
            environment=dict(os.environ),
            identity=postgres.identity,
            stop=signal.SIGINT,
            orphaned=signal.SIGINT,
            before=postgres.prepare,
        )
    )
    running = asyncio.create_task(child.keep_running())
    try:
        yield child
    finally:
        await child.stop(grace=30)
        await running


def _titled(title: str, postgres: Postgres) -> subprocess.Popen[bytes]:
    """A process of the server's user with this process title."""
    return subprocess.Popen([title, "60"], executable="/bin/sleep", **postgres.identity)


async def _wait_until(is_true: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not await asyncio.to_thread(is_true):
            await asyncio.sleep(0.05)


def _is_reachable(url: str) -> bool:
    with contextlib.suppress(psycopg.OperationalError), psycopg.connect(url):
        return True
    return False


def _busy_backends(url: str) -> set[int]:
    """The pids of the backends that run a query."""
    with psycopg.connect(url) as connection:
        return {
            row[0] for row in connection.execute("SELECT pid FROM pg_stat_activity WHERE state = 'active'")
        }
