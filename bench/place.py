"""Where measurements happen: a folder, prepared pictures, a PostgreSQL, a studio of processes before a tiny upstream.

PostgreSQL runs as the studio runs it: what is measured is durable.
"""

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import django
import httpx
from pytest_django import DjangoDbBlocker

from bench import pictures, processes
from studio.infra.deploy.embedded_postgres import Postgres
from studio.infra.deploy.standalone_postgres import running
from tests.database import FOREIGN, PROXIES, manage
from tests.live import LiveStudio, free_port

RUN_SECONDS = 120.0
LOG_TAIL = 4000  # characters


class Place:
    """`with Place(folder) as place`; everything in it is made when it is first asked for and ends with it."""

    def __init__(self, folder: Path, *, small: bool = False) -> None:
        self.folder = folder
        self._small = small
        self._ends = contextlib.ExitStack()
        _clean_environment(folder)

    def __enter__(self) -> "Place":
        return self

    def __exit__(self, *error: object) -> None:
        self._ends.close()

    @cached_property
    def pictures(self) -> dict[str, Path]:
        return pictures.prepare(self.folder / "pictures", small=self._small)

    @cached_property
    def upstream(self) -> str:
        """The address of the tiny upstream."""
        folder, port = next(iter(self.pictures.values())).parent, free_port()
        self._ends.enter_context(processes.module("bench.upstream", folder, port=port))
        return f"http://127.0.0.1:{port}"

    @cached_property
    def database(self) -> str:
        """The address of a prepared database, which the models of this process use too: a new one, unless
        BENCH_DATABASE_URL names one."""
        url = os.environ.get("BENCH_DATABASE_URL", "")
        os.environ["DATABASE_URL"] = url or self._new_database()
        django.setup()
        return os.environ["DATABASE_URL"]

    def _new_database(self) -> str:
        os.environ["DATABASE_URL"] = url = self._ends.enter_context(_database(self.folder))
        manage("collect")
        manage("prepare", "--no-static")
        return url

    @contextlib.contextmanager
    def studio(self, *programs: str, **environment: str) -> Iterator[LiveStudio]:
        """Web and worker (unless named), before the tiny upstream unless `environment` names another."""
        environment.setdefault("STUDIO_PROVIDER_URL", f"{self.upstream}/v1")
        environment.setdefault("STUDIO_DATA", os.environ["STUDIO_DATA"])  # where `seed` puts its files
        made = LiveStudio(
            self.folder,
            DjangoDbBlocker(_ispytest=True),
            self.database,
            STUDIO_PROVIDER="sandbox",
            **environment,
        )
        try:
            made.start(*(programs or ("web", "worker")))
            yield made
        except Exception:
            print(*(made.log(name)[-LOG_TAIL:] for name in ("web", "worker")), file=sys.stderr)
            raise
        finally:
            made.stop()


def book(place: Place) -> dict[str, Any]:
    """What the upstream tells: `stamps` by call, `peak`."""
    return httpx.get(f"{place.upstream}/ledger").raise_for_status().json()


@contextlib.contextmanager
def _database(folder: Path) -> Iterator[str]:
    postgres = Postgres(folder / "postgres")
    with running(postgres):
        postgres.create_database("studio")
        yield postgres.url("studio")


def _clean_environment(folder: Path) -> None:
    for name in list(os.environ):
        if name.startswith(FOREIGN) or name in PROXIES:
            del os.environ[name]
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "studio.settings",
        "SECRET_KEY": "only-for-measurements",
        "STUDIO_DATA": str(folder / "data"),
    }


def wait_until_over(timeout: float = RUN_SECONDS) -> None:
    """Returns when no run is unfinished and every image is stored; raises TimeoutError."""
    from studio.generations.models import Generation

    deadline = time.monotonic() + timeout
    while Generation.objects.all().unfinished().exists():
        if time.monotonic() > deadline:
            raise TimeoutError("The runs do not end.")
        time.sleep(0.1)
