"""Runs the embedded PostgreSQL for a command while the studio does not run."""

import contextlib
import os
import signal
import subprocess
from collections.abc import Iterator

from django.conf import settings
from django.db import connection

from studio.infra.deploy import data_dir
from studio.infra.deploy.embedded_postgres import SUPERUSER, Postgres
from studio.infra.deploy.processes import set_pdeathsig

DATABASE = "studio"


@contextlib.contextmanager
def database(*, alone: bool = False) -> Iterator[None]:
    """The studio's database: an external one, or the embedded one, which is started when no studio runs.

    With `alone` raises DataFolderError while a studio runs on the data folder.
    """
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as stack:
        try:
            stack.callback(os.close, data_dir.lock(settings.DATA_DIR))
        except data_dir.DataFolderError:
            if alone:
                raise
        else:
            if not os.environ.get("DATABASE_URL"):
                stack.enter_context(_embedded_database())
        yield


@contextlib.contextmanager
def _embedded_database() -> Iterator[None]:
    postgres = Postgres(settings.DATA_DIR / "postgres")
    with running(postgres):
        postgres.create_database(DATABASE)
        connection_settings = {"NAME": DATABASE, "USER": SUPERUSER, "HOST": str(postgres.sockets), "PORT": ""}
        connection.settings_dict.update(connection_settings)
        try:
            yield
        finally:
            connection.close()
            connection.close_pool()  # type: ignore[attr-defined]


@contextlib.contextmanager
def running(postgres: Postgres) -> Iterator[None]:
    """Runs the server as a child of this process."""
    postgres.prepare()
    process = subprocess.Popen(  # noqa: S603
        postgres.command,
        **postgres.identity,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=set_pdeathsig(signal.SIGINT),
    )
    try:
        postgres.wait_until_ready(lambda: process.poll() is None)
        yield
    finally:
        process.send_signal(signal.SIGINT)
        process.wait()
