"""The worker's connections to the queue commit each statement with the statement itself."""

import pytest
from procrastinate import PsycopgConnector
from psycopg.pq import TransactionStatus

from studio.infra.jobs.worker import open_queue


@pytest.mark.django_db
async def test_a_statement_of_the_queue_leaves_no_transaction_open():
    async with open_queue() as app:
        connector = app.connector
        assert isinstance(connector, PsycopgConnector)
        async with connector.pool.connection() as connection:
            await connection.execute("SELECT FROM procrastinate_workers FOR UPDATE")
            # A worker suspended here would keep its row locked, and no other worker could start.
            assert connection.info.transaction_status == TransactionStatus.IDLE
