"""The environment of a benchmark: a folder, sample images, a PostgreSQL, a fake provider and a running studio.

PostgreSQL runs as the studio runs it, with durable writes.
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

from bench import processes, sample_images
from studio.infra.deploy.embedded_postgres import Postgres
from studio.infra.deploy.standalone_postgres import running
from tests.database import CLEARED_PREFIXES, PROXY_VARIABLES, manage
from tests.live import LiveStudio, free_port

RUN_TIMEOUT = 120.0
LOG_TAIL = 4000  # characters


class BenchEnvironment:
    """`with BenchEnvironment(folder) as environment`: each part is created on first use and stopped at the end."""

    def __init__(self, folder: Path, *, small: bool = False) -> None:
        self.folder = folder
        self._small = small
        self._exit_stack = contextlib.ExitStack()
        _set_environment_variables(folder)

    def __enter__(self) -> "BenchEnvironment":
        return self

    def __exit__(self, *error: object) -> None:
        self._exit_stack.close()

    @cached_property
    def sample_images(self) -> dict[str, Path]:
        return sample_images.prepare(self.folder / "images", small=self._small)

    @cached_property
    def provider_url(self) -> str:
        """The URL of the fake provider."""
        folder, port = next(iter(self.sample_images.values())).parent, free_port()
        self._exit_stack.enter_context(processes.running_module("bench.fake_provider", folder, port=port))
        return f"http://127.0.0.1:{port}"

    @cached_property
    def database_url(self) -> str:
        """The URL of a migrated database, which the models of this process use too: a new one, unless
        BENCH_DATABASE_URL is set."""
        url = os.environ.get("BENCH_DATABASE_URL", "")
        os.environ["DATABASE_URL"] = url or self._create_database()
        django.setup()
        return os.environ["DATABASE_URL"]

    def _create_database(self) -> str:
        os.environ["DATABASE_URL"] = url = self._exit_stack.enter_context(_run_postgres(self.folder))
        manage("collect")
        manage("prepare", "--no-static")
        return url

    @contextlib.contextmanager
    def studio(self, *programs: str, **variables: str) -> Iterator[LiveStudio]:
        """Runs web and worker (or the named programs) with the fake provider, unless `variables` set another."""
        variables.setdefault("STUDIO_PROVIDER_URL", f"{self.provider_url}/v1")
        variables.setdefault("STUDIO_DATA", os.environ["STUDIO_DATA"])  # where `seed` writes its files
        live_studio = LiveStudio(
            self.folder,
            DjangoDbBlocker(_ispytest=True),
            self.database_url,
            STUDIO_PROVIDER="sandbox",
            **variables,
        )
        try:
            live_studio.start(*(programs or ("web", "worker")))
            yield live_studio
        except Exception:
            print(*(live_studio.log(name)[-LOG_TAIL:] for name in ("web", "worker")), file=sys.stderr)
            raise
        finally:
            live_studio.stop()


def provider_ledger(environment: BenchEnvironment) -> dict[str, Any]:
    """What the fake provider recorded: `timestamps` of events by call, and the `peak` of open calls."""
    return httpx.get(f"{environment.provider_url}/ledger").raise_for_status().json()


@contextlib.contextmanager
def _run_postgres(folder: Path) -> Iterator[str]:
    postgres = Postgres(folder / "postgres")
    with running(postgres):
        postgres.create_database("studio")
        yield postgres.url("studio")


def _set_environment_variables(folder: Path) -> None:
    for name in list(os.environ):
        if name.startswith(CLEARED_PREFIXES) or name in PROXY_VARIABLES:
            del os.environ[name]
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "studio.settings",
        "SECRET_KEY": "only-for-measurements",
        "STUDIO_DATA": str(folder / "data"),
    }


def wait_for_runs(timeout: float = RUN_TIMEOUT) -> None:
    """Waits until no run is unfinished and every image is stored; raises TimeoutError."""
    from studio.generations.models import Generation

    deadline = time.monotonic() + timeout
    while Generation.objects.all().unfinished().exists():
        if time.monotonic() > deadline:
            raise TimeoutError("The runs do not end.")
        time.sleep(0.1)
