"""Two workers take an endpoint at the same moment: one has it."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from studio.webhooks.delivery.attempts import lease

pytestmark = pytest.mark.django_db(transaction=True)

WAITING = """SELECT EXISTS (SELECT FROM pg_stat_activity
WHERE wait_event_type = 'Lock' AND query LIKE 'UPDATE "webhooks_endpoint"%' AND datname = current_database())"""


def leased(endpoint: int) -> bool:
    try:
        return lease(endpoint)
    finally:
        connection.close()


def until_somebody_waits() -> None:
    with connection.cursor() as cursor:
        while True:
            cursor.execute("SELECT pg_stat_clear_snapshot()")  # a transaction sees the same activity for ever
            cursor.execute(WAITING)
            if cursor.fetchone()[0]:
                return
            time.sleep(0.01)


def test_who_comes_second_looks_again_and_goes(endpoint):
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            assert lease(endpoint.pk)
            second = pool.submit(leased, endpoint.pk)
            until_somebody_waits()
        assert second.result() is False
