"""The embedded server: made once, wherever the data folder lies; a left one is replaced, a stranger is spared."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from studio.engine.postgres import Postgres, PostgresError
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
