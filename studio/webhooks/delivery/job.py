"""The job of one endpoint: sends all due events, one after the other."""

import logging

from django.conf import settings

from studio.generations.execution.worker_context import in_database
from studio.webhooks.delivery.attempts import Attempt, claim, lease, record, release
from studio.webhooks.delivery.queue import enqueue
from studio.webhooks.delivery.sender import send

AT_ONCE = 20
"""Events that one job sends before it lets other jobs run."""

log = logging.getLogger(__name__)


async def deliver_due(endpoint: int) -> None:
    """Sends due events; the sweep finds retries, and events that a failed job missed."""
    if not await in_database(lease, endpoint):
        return
    try:
        for _event in range(AT_ONCE):
            attempt = await in_database(claim, endpoint)
            if attempt is None:
                return
            await _deliver(attempt)
    finally:
        await in_database(release, endpoint)
    await in_database(enqueue, endpoint)


async def _deliver(attempt: Attempt) -> None:
    response = await send(attempt.url, attempt.body, attempt.headers, loopback=settings.WEBHOOK_LOOPBACK)
    if not response.is_success:
        log.info("Webhook %d: %s", attempt.endpoint, response.status or response.error)
    await in_database(record, attempt, response)
