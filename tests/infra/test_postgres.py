"""The embedded server: made once, wherever the data folder lies; a left one is replaced, a stranger is spared."""

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
from tests.database import Server


@pytest.fixture(params=["data", "with space, comma and ü", "x" * 120], ids=["plain", "odd", "long"])
def anywhere(request: pytest.FixtureRequest, open_folder: Path) -> Iterator[Server]:
    folder = open_folder / request.param
    folder.mkdir()
    server = Server(folder)
    yield server
    server.stop()


def test_it_runs_wherever_the_data_folder_lies_and_keeps_what_it_holds(anywhere: Server) -> None:
    anywhere.start()
    anywhere.execute("CREATE TABLE kept (word text)")
    anywhere.stop(signal.SIGINT)
    anywhere.start()
    with psycopg.connect(anywhere.url()) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)
        assert connection.execute("SELECT lower('ÄÖÜ'), version() LIKE '%18.%'").fetchone() == ("äöü", True)


def test_nobody_else_on_the_machine_may_use_the_socket(server: Server) -> None:
    socket = server.folder / "postgres" / ".s.PGSQL.5432"
    assert socket.stat().st_mode & 0o077 == 0


def test_a_server_without_its_owner_is_ended_by_the_next_one(server: Server) -> None:
    left = server._process
    assert left
    Postgres(server.folder / "postgres").prepare()
    assert left.wait(10) == 0


async def test_a_server_killed_during_a_busy_query_is_started_again(server: Server) -> None:
    url = server.url()
    server.stop(signal.SIGINT)
    async with _kept_running(Postgres(server.folder / "postgres")) as child:
        await _until(lambda: _answers(url))
        with contextlib.closing(psycopg.connect(url)) as connection:
            # It computes without a pause, so it does not notice that its postmaster is gone.
            connection.pgconn.send_query(b"SELECT count(*) FROM (SELECT generate_series(1, 1e12::int8)) AS n")
            backend = connection.info.backend_pid
            await _until(lambda: backend in _busy(url))
            os.kill(child.pid, signal.SIGKILL)
            await _until(lambda: not psutil.pid_exists(backend) and _answers(url))


def test_only_orphans_of_the_cluster_itself_are_ended(server: Server) -> None:
    server.stop(signal.SIGINT)
    postgres = Postgres(server.folder / "postgres")
    title = next(each for each in postgres.command if "cluster_name" in each).partition("=")[2]
    orphan, other = (_titled(f"postgres: {name}: writer", postgres) for name in (title, f"{title}0"))
    with subprocess.Popen("true") as gone:
        pass
    (postgres.folder / "postmaster.pid").write_text(f"{gone.pid}\n")
    postgres.prepare()
    assert orphan.poll() is not None
    assert other.poll() is None
    other.kill()
    other.wait()


def test_a_stranger_with_the_old_servers_number_is_spared(server: Server) -> None:
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    server.stop(signal.SIGINT)
    pid_file = server.folder / "postgres" / "postmaster.pid"
    pid_file.write_text(f"{stranger.pid}\n")
    server.start()
    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


def test_a_cluster_that_was_half_made_is_made_again(open_folder: Path) -> None:
    half = open_folder / ".postgres.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    server = Server(open_folder)
    server.start()
    server.stop()
    assert not half.exists()


def test_a_cluster_of_another_version_is_one_sentence(open_folder: Path) -> None:
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
    """As the supervisor does it."""
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
    """A process of the server's user that says it is something else."""
    return subprocess.Popen([title, "60"], executable="/bin/sleep", **postgres.identity)


async def _until(is_true: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not await asyncio.to_thread(is_true):
            await asyncio.sleep(0.05)


def _answers(url: str) -> bool:
    with contextlib.suppress(psycopg.OperationalError), psycopg.connect(url):
        return True
    return False


def _busy(url: str) -> set[int]:
    """The backends that carry out a query."""
    with psycopg.connect(url) as connection:
        return {
            row[0] for row in connection.execute("SELECT pid FROM pg_stat_activity WHERE state = 'active'")
        }
