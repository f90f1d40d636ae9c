"""Opens the usage page of a month as an administrator. Import it when the database is up."""

import contextlib
import time
from collections.abc import Iterator

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from studio.accounts.models import User
from studio.infra.server.warm_up import warm_up
from studio.usage.models import ChangedRun
from studio.usage.rollup import roll_up, today

DAYS = 30
# Moves the runs of three years into the last 30 days. An image's own day is not read.
_MOVE_INTO_ONE_MONTH = (
    "ALTER TABLE generations_generation DISABLE TRIGGER USER",
    f"UPDATE generations_generation SET day = %(today)s::date - (id %% {DAYS})::int",
    "ALTER TABLE generations_generation ENABLE TRIGGER USER",
    "TRUNCATE usage_usageday, usage_usagerun, usage_changedrun",
    "INSERT INTO usage_changedrun (run_id) SELECT id FROM generations_generation",
    "VACUUM ANALYZE generations_image, generations_generation, gallery_favourite, usage_changedrun",
)
_VACUUM = "VACUUM ANALYZE usage_usageday, usage_usagerun, usage_changedrun"
# As many downloads as in ten minutes of a month: ten times what is usually not rolled up yet.
_ADD_DOWNLOADS = """
UPDATE generations_image SET downloaded_at = clock_timestamp() WHERE id IN (
    SELECT image.id FROM generations_image image JOIN generations_generation run ON run.id = image.generation_id
    WHERE run.day = %(today)s ORDER BY image.id DESC LIMIT (SELECT 1 + count(*) / 4320 FROM generations_image)
)
"""


class UsageClient:
    """A signed-in test client: requests run in this process, without the network."""

    def __init__(self) -> None:
        defaults = {"is_superuser": True, "is_staff": True}
        user = User.objects.get_or_create(email="accountant@studio.example", defaults=defaults)[0]
        warm_up()  # as the web process does
        self._client = Client(headers={"host": "localhost"})
        self._client.force_login(user)

    def roll_up_month(self) -> float:
        """Moves every run into the last 30 days and rolls these up; returns the seconds that one day takes."""
        for statement in _MOVE_INTO_ONE_MONTH:
            _execute(statement)
        elapsed = 0.0
        while ChangedRun.objects.exists():
            started = time.perf_counter()
            roll_up(max_batches=1)
            elapsed += time.perf_counter() - started
            _execute(_VACUUM)  # autovacuum has a month for this; here it takes seconds
        return elapsed / DAYS

    def add_recent_downloads(self) -> None:
        """Adds changes that are not rolled up yet."""
        _execute(_ADD_DOWNLOADS)

    def copy_database(self) -> str:
        """Copies the database; returns the name of the copy."""
        name = f"{connection.settings_dict['NAME']}_few"
        _disconnect()  # PostgreSQL copies only a database without connections
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name} TEMPLATE {connection.settings_dict['NAME']}")
        return name

    @contextlib.contextmanager
    def using_database(self, name: str) -> Iterator[None]:
        """Requests read from this database during the block."""
        original = connection.settings_dict["NAME"]
        _connect_to(name)
        try:
            yield
        finally:
            _connect_to(original)

    def drop_database(self, name: str) -> None:
        _execute(f"DROP DATABASE {name}")

    def open_page(self) -> float:
        """Opens the usage page, which has no earlier period to compare with; returns milliseconds."""
        started = time.perf_counter()
        response = self._client.get(reverse("usage"), {"period": "90"})
        elapsed = (time.perf_counter() - started) * 1000
        if response.status_code != 200 or b'class="bar c1"' not in response.content:
            raise RuntimeError(f"No usage is shown ({response.status_code}).")
        return elapsed

    def queries(self) -> int:
        with CaptureQueriesContext(connection) as captured:
            self.open_page()
        return len(captured)

    def clear(self) -> None:
        """Deletes all runs and images, for the next measurement."""
        tables = "generations_generation, usage_usageday, usage_usagerun, usage_changedrun"
        _execute(f"TRUNCATE {tables} CASCADE")


def _connect_to(database: str) -> None:
    _disconnect()
    connection.settings_dict["NAME"] = database


def _disconnect() -> None:
    connection.close()
    connection.close_pool()


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"today": today()} if "%(" in statement else None)
