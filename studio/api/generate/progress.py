"""Waits for a run: wakes with its changes, and reads it again."""

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
"""Seconds for a run to end; a pause of the provider may keep it in the queue for longer."""
LONGEST_SAVE = 120.0
"""Seconds, after its end, for its last images to be downloaded."""
UNANSWERED = (SlotState.WAITING, SlotState.ANNOUNCED, SlotState.UNKNOWN)
NOTHING_YET: frozenset[int] = frozenset()

# A statement rather than querysets: it runs at every change of every run that somebody waits for.
_PEEK = """
SELECT run.state,
  ARRAY(SELECT slot.state FROM generations_image slot WHERE slot.generation_id = run.id ORDER BY slot.index),
  key.revoked_at IS NULL AND (key.expires_at IS NULL OR key.expires_at > now()) AND owner.is_active
FROM generations_generation run, accounts_accesskey key JOIN accounts_user owner ON owner.id = key.owner_id
WHERE run.id = %(run)s AND key.id = %(key)s
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """A run as it is now."""

    run: Generation
    is_last: bool
    """No more is waited for."""
    is_idle: bool
    """Nothing has changed: the client needs a sign that the connection is open."""


async def follow(run: Generation, key: AccessKey) -> AsyncGenerator[Progress]:
    """The run at every change that an answer tells, up to the last one. Raises Refusal when the key or the server's
    life ends first.

    The run itself goes on in any case: its images are in the gallery.
    """
    loop = asyncio.get_running_loop()
    give_up, ended, now, known = loop.time() + LONGEST_WAIT, 0.0, run, NOTHING_YET
    is_idle = False
    with listener().subscribe_run(run.pk, owner=run.owner_id) as subscription:
        while not closing.is_set():
            seen = await in_database(_peek, run.pk, key.pk)
            ended = ended or (loop.time() if seen.is_finished else 0.0)
            is_last = seen.is_settled or bool(ended and loop.time() > ended + LONGEST_SAVE)
            if seen.answered_slots != known or is_last:
                now, known = await in_database(_read, run.pk), seen.answered_slots
            if known or is_last:
                yield Progress(run=now, is_last=is_last, is_idle=is_idle)
            if is_last:
                return
            if loop.time() > give_up:
                raise _unfinished(504, "timeout", f"Run {run.pk} has not ended yet.")
            is_idle = not await subscription.wait(POLL)
    raise _unfinished(503, "ServerOverloaded", f"The studio is restarting. Run {run.pk} goes on.")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """The result of one cheap query; most changes need no more."""

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
        """The indexes of the images that an answer can contain."""
        return frozenset(place for place, state in enumerate(self.slots) if state not in UNANSWERED)


def _peek(run: int, key: int) -> _Seen:
    """Raises Refusal when the key is no longer valid."""
    with connection.cursor() as cursor:
        cursor.execute(_PEEK, {"run": run, "key": key})
        row = cursor.fetchone()
    if row is None or not row[2]:
        _refuse_key(key)
    return _Seen(state=row[0], slots=tuple(row[1]))


def _refuse_key(key: int) -> None:
    try:
        recheck(key)
    except InvalidKey as reason:
        raise Refusal(401, "AuthenticationError", str(reason), may_repeat=False) from reason


def _read(run: int) -> Generation:
    return Generation.objects.prefetch_related("images__team").select_related("owner", "team").get(pk=run)


def _unfinished(status: int, code: str, message: str) -> Refusal:
    """Repeating the request without an Idempotency-Key would make, and bill, the images twice."""
    return Refusal(status, code, f"{message} Its images will be in the gallery.", may_repeat=False)
