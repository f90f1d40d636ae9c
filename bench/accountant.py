"""An administrator before the usage of a month. Import it when the database is up."""

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
# The clicks of three years become those of the last 30 days. An image's own day is not read.
_ONE_MONTH = (
    "ALTER TABLE generations_generation DISABLE TRIGGER USER",
    f"UPDATE generations_generation SET day = %(today)s::date - (id %% {DAYS})::int",
    "ALTER TABLE generations_generation ENABLE TRIGGER USER",
    "TRUNCATE usage_usageday, usage_usagerun, usage_changedrun",
    "INSERT INTO usage_changedrun (run_id) SELECT id FROM generations_generation",
    "VACUUM ANALYZE generations_image, generations_generation, gallery_favourite, usage_changedrun",
)
_VACUUM = "VACUUM ANALYZE usage_usageday, usage_usagerun, usage_changedrun"
# As many as a month has in ten minutes: ten times what is usually not added up yet.
_DOWNLOADS = """
UPDATE generations_image SET downloaded_at = clock_timestamp() WHERE id IN (
    SELECT image.id FROM generations_image image JOIN generations_generation run ON run.id = image.generation_id
    WHERE run.day = %(today)s ORDER BY image.id DESC LIMIT (SELECT 1 + count(*) / 4320 FROM generations_image)
)
"""


class Accountant:
    """Signed in, in this process: requests go the whole way but the network's."""

    def __init__(self) -> None:
        defaults = {"is_superuser": True, "is_staff": True}
        user = User.objects.get_or_create(email="accountant@studio.example", defaults=defaults)[0]
        warm_up()  # as the web process that this one stands for
        self._client = Client(headers={"host": "localhost"})
        self._client.force_login(user)

    def roll_up_a_month(self) -> float:
        """Puts every run into the last 30 days and adds these up; returns the seconds that one day takes."""
        for statement in _ONE_MONTH:
            _execute(statement)
        took = 0.0
        while ChangedRun.objects.exists():
            started = time.perf_counter()
            roll_up(most=1)
            took += time.perf_counter() - started
            _execute(_VACUUM)  # as autovacuum does in a month, of which this takes seconds
        return took / DAYS

    def download_for_ten_minutes(self) -> None:
        """Changes that are not added up."""
        _execute(_DOWNLOADS)

    def keep_a_copy(self) -> str:
        """Copies the database as it is; returns the name of the copy."""
        name = f"{connection.settings_dict['NAME']}_few"
        _disconnect()  # nothing may be connected to a database that is copied
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name} TEMPLATE {connection.settings_dict['NAME']}")
        return name

    @contextlib.contextmanager
    def in_the_copy(self, name: str) -> Iterator[None]:
        """Pages are read from the copy."""
        original = connection.settings_dict["NAME"]
        _connect_to(name)
        try:
            yield
        finally:
            _connect_to(original)

    def delete_the_copy(self, name: str) -> None:
        """Nothing of it is left on the server."""
        _execute(f"DROP DATABASE {name}")

    def open_page(self) -> float:
        """Milliseconds of the whole page: the days of the month, and nothing before to compare with."""
        started = time.perf_counter()
        answer = self._client.get(reverse("usage"), {"period": "90"})
        took = (time.perf_counter() - started) * 1000
        if answer.status_code != 200 or b'class="bar c1"' not in answer.content:
            raise RuntimeError(f"No usage is shown ({answer.status_code}).")
        return took

    def queries(self) -> int:
        with CaptureQueriesContext(connection) as captured:
            self.open_page()
        return len(captured)

    def clear(self) -> None:
        """No runs and no images, for the next measurement."""
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
