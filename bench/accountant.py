"""An administrator before the usage of a month. Import it when the database is up."""

import time

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from studio.accounts.models import User
from studio.usage.rollup import roll_up_days, today

# The clicks of three years become those of the last 30 days. An image's own day is not read.
_ONE_MONTH = (
    "UPDATE generations_generation SET day = %(today)s::date - (id %% 30)::int",
    "TRUNCATE usage_usageday, usage_rolledupday",
    "VACUUM ANALYZE generations_image, generations_generation, gallery_favourite",
)
_SETTLED = "VACUUM ANALYZE usage_usageday, usage_rolledupday"


class Accountant:
    """Signed in, in this process: requests go the whole way but the network's."""

    def __init__(self) -> None:
        defaults = {"is_superuser": True, "is_staff": True}
        user = User.objects.get_or_create(email="accountant@studio.example", defaults=defaults)[0]
        self._client = Client(headers={"host": "localhost"})
        self._client.force_login(user)

    def roll_up_a_month(self) -> float:
        """Puts every run into the last 30 days and adds these up; returns the seconds that one day takes."""
        with connection.cursor() as cursor:
            for statement in _ONE_MONTH:
                cursor.execute(statement, {"today": today()} if "%(" in statement else None)
        started = time.perf_counter()
        days = roll_up_days()
        took = time.perf_counter() - started
        with connection.cursor() as cursor:
            cursor.execute(_SETTLED)
        return took / max(1, days)

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
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE generations_generation, usage_usageday, usage_rolledupday CASCADE")
