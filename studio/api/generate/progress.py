"""Waits for a run: wakes with its changes, and reads it again."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass

from studio.accounts.keys.authentication import InvalidKey, recheck
from studio.accounts.models import AccessKey
from studio.api.generate.threads import in_database
from studio.generations.models import Generation
from studio.infra.pubsub import listener
from studio.infra.shutdown import closing
from studio.provider.server.errors import Refusal

POLL = 10.0  # seconds; backs up a lost ring
LONGEST_WAIT = 1800.0
"""Seconds for a run to end; a pause of the provider may keep it in the queue for longer."""
LONGEST_SAVE = 120.0
"""Seconds, after its end, for its last images to be downloaded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """A run as it is now."""

    run: Generation
    is_last: bool
    """No more is waited for."""
    is_idle: bool
    """Nothing woke us: the client should hear that we are still here."""


async def follow(run: Generation, key: AccessKey) -> AsyncGenerator[Progress]:
    """The run at every change, up to the last one. Raises Refusal when the key or the server's life ends first.

    The run itself goes on in any case: its images are in the gallery.
    """
    loop = asyncio.get_running_loop()
    give_up, ended, is_idle = loop.time() + LONGEST_WAIT, 0.0, False
    with listener().subscribe_run(run.pk, owner=run.owner_id) as subscription:
        while not closing.is_set():
            now = await in_database(_read, run.pk, key.pk)
            ended = ended or (loop.time() if now.is_finished else 0.0)
            is_last = now.is_settled or bool(ended and loop.time() > ended + LONGEST_SAVE)
            yield Progress(run=now, is_last=is_last, is_idle=is_idle)
            if is_last:
                return
            if loop.time() > give_up:
                raise _unfinished(504, "timeout", f"Run {run.pk} has not ended yet.")
            is_idle = not await subscription.wait(POLL)
    raise _unfinished(503, "ServerOverloaded", f"The studio is restarting. Run {run.pk} goes on.")


def _read(run: int, key: int) -> Generation:
    try:
        recheck(key)
    except InvalidKey as reason:
        raise Refusal(401, "AuthenticationError", str(reason), may_repeat=False) from reason
    return Generation.objects.prefetch_related("images__team").select_related("owner", "team").get(pk=run)


def _unfinished(status: int, code: str, message: str) -> Refusal:
    """Repeating the request without an Idempotency-Key would make, and bill, the images twice."""
    return Refusal(status, code, f"{message} Its images will be in the gallery.", may_repeat=False)
