"""The task that the job queue runs."""

from procrastinate.contrib.django import app

from studio.webhooks.delivery.job import deliver_due
from studio.webhooks.delivery.queue import QUEUE, TASK


@app.task(name=TASK, queue=QUEUE)
async def deliver(*, endpoint: int) -> None:
    """Sends the due events of one endpoint. A second job finds it leased, and does nothing."""
    await deliver_due(endpoint)
