"""Follows a run: waits for its notifications and reads it again."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass

from django.db import connection

from studio.accounts.keys.authentication import InvalidKey, recheck
from studio.accounts.models import AccessKey
from studio.api.generate.threads import in_database
from studio.generations.models import Generation
from studio.generations.states import UNFINISHED, SlotState
from studio.infra.pubsub import listener
from studio.infra.shutdown import closing
from studio.provider.server.errors import Refusal

POLL = 10.0  # seconds; reads again if a notification was lost
LONGEST_WAIT = 1800.0
"""Seconds for a run to end; if the provider is paused, it may stay in the queue longer."""
LONGEST_SAVE = 120.0
"""Seconds after its end for its last images to be downloaded."""
UNANSWERED = (SlotState.WAITING, SlotState.ANNOUNCED, SlotState.UNKNOWN)
NO_SLOTS: frozenset[int] = frozenset()

# SQL rather than querysets: it runs at every change of every followed run.
_SNAPSHOT_QUERY = """
SELECT run.state,
  ARRAY(SELECT slot.state FROM generations_image slot WHERE slot.generation_id = run.id ORDER BY slot.index),
  key.revoked_at IS NULL AND (key.expires_at IS NULL OR key.expires_at > now()) AND owner.is_active
FROM generations_generation run, accounts_accesskey key JOIN accounts_user owner ON owner.id = key.owner_id
WHERE run.id = %(run)s AND key.id = %(key)s
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """The current state of a run."""

    run: Generation
    is_last: bool
    """Nothing more will follow."""
    is_idle: bool
    """Nothing has changed, so the client needs a keep-alive."""


async def follow(run: Generation, key: AccessKey) -> AsyncGenerator[Progress]:
    """Yields the run at every change that a response reports, up to the last one. Raises Refusal if the key is revoked
    or the server stops first.

    The run itself continues in any case, and its images appear in the gallery.
    """
    loop = asyncio.get_running_loop()
    deadline, ended, now, known = loop.time() + LONGEST_WAIT, 0.0, run, NO_SLOTS
    is_idle = False
    with listener().subscribe_run(run.pk, owner=run.owner_id) as subscription:
        while not closing.is_set():
            snapshot = await in_database(_read_snapshot, run.pk, key.pk)
            ended = ended or (loop.time() if snapshot.is_finished else 0.0)
            is_last = snapshot.is_settled or bool(ended and loop.time() > ended + LONGEST_SAVE)
            if snapshot.answered_slots != known or is_last:
                now, known = await in_database(_read_run, run.pk), snapshot.answered_slots
            if known or is_last:
                yield Progress(run=now, is_last=is_last, is_idle=is_idle)
            if is_last:
                return
            if loop.time() > deadline:
                raise _unfinished(504, "timeout", f"Run {run.pk} has not ended yet.")
            is_idle = not await subscription.wait(POLL)
    raise _unfinished(503, "ServerOverloaded", f"The studio is restarting. Run {run.pk} goes on.")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Snapshot:
    """The result of one cheap query, which is enough for most changes."""

    state: str
    slots: tuple[str, ...]

    @property
    def is_finished(self) -> bool:
        return self.state not in UNFINISHED

    @property
    def is_settled(self) -> bool:
        return self.is_finished and SlotState.ANNOUNCED not in self.slots

    @property
    def answered_slots(self) -> frozenset[int]:
        """The indexes of the images that a response can contain."""
        return frozenset(place for place, state in enumerate(self.slots) if state not in UNANSWERED)


def _read_snapshot(run: int, key: int) -> _Snapshot:
    """Raises Refusal if the key is no longer valid."""
    with connection.cursor() as cursor:
        cursor.execute(_SNAPSHOT_QUERY, {"run": run, "key": key})
        row = cursor.fetchone()
    if row is None or not row[2]:
        _refuse_key(key)
    return _Snapshot(state=row[0], slots=tuple(row[1]))


def _refuse_key(key: int) -> None:
    try:
        recheck(key)
    except InvalidKey as reason:
        raise Refusal(401, "AuthenticationError", str(reason), may_repeat=False) from reason


def _read_run(run: int) -> Generation:
    return Generation.objects.prefetch_related("images__team").select_related("owner", "team").get(pk=run)


def _unfinished(status: int, code: str, message: str) -> Refusal:
    """A Refusal without automatic retry, which without an Idempotency-Key would generate and bill the images twice."""
    return Refusal(status, code, f"{message} Its images will be in the gallery.", may_repeat=False)
