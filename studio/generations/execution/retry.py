"""Whether and when a refused call is retried."""

import random
from http import HTTPStatus

from studio.generations.models import Generation
from studio.generations.states import RunState
from studio.provider.errors import ProviderError

BACK_OFF = (5.0, 25.0, 75.0, 150.0)
"""Seconds before each retry, four at most: together longer than a three-minute outage."""

_random = random.SystemRandom()


def may_retry(run: int, error: ProviderError) -> bool:
    """Only before the first event, and four times at most; a 200 has accepted the call, whatever its body says."""
    row = Generation.objects.get(pk=run)
    return error.status != HTTPStatus.OK and row.attempts <= len(BACK_OFF) and row.state == RunState.SENDING


def retry_delay(attempts: int, retry_after: float | None) -> float:
    """Seconds until the next try, never less than the provider asked for; with jitter, so that retries spread."""
    return max(BACK_OFF[attempts - 1] * _random.uniform(0.85, 1.15), retry_after or 0.0)
