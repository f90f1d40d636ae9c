"""Of two workers that lease an endpoint at the same moment, only one gets it."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from studio.webhooks.delivery.attempts import lease

pytestmark = pytest.mark.django_db(transaction=True)

HAS_BLOCKED_UPDATE = """SELECT EXISTS (SELECT FROM pg_stat_activity
WHERE wait_event_type = 'Lock' AND query LIKE 'UPDATE "webhooks_endpoint"%' AND datname = current_database())"""


def lease_in_thread(endpoint: int) -> bool:
    try:
        return lease(endpoint)
    finally:
        connection.close()


def wait_for_blocked_update() -> None:
    deadline = time.monotonic() + 60
    with connection.cursor() as cursor:
        while time.monotonic() < deadline:
            cursor.execute("SELECT pg_stat_clear_snapshot()")  # a transaction sees the same activity for ever
            cursor.execute(HAS_BLOCKED_UPDATE)
            if cursor.fetchone()[0]:
                return
            time.sleep(0.01)
    raise AssertionError("No update is blocked.")


def test_the_second_worker_gets_no_lease(endpoint):
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            assert lease(endpoint.pk)
            second = pool.submit(lease_in_thread, endpoint.pk)
            wait_for_blocked_update()
        assert second.result() is False
