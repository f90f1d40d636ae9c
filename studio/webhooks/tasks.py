"""The job that the queue knows."""

from procrastinate.contrib.django import app

from studio.webhooks.delivery.job import deliver_due
from studio.webhooks.delivery.queue import QUEUE, TASK


@app.task(name=TASK, queue=QUEUE)
async def deliver(*, endpoint: int) -> None:
    """Sends what is due to one endpoint. A second delivery finds it leased, and does nothing."""
    await deliver_due(endpoint)
