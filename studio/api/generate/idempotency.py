"""`Idempotency-Key`: a repeated request starts only one run, and gets that run's response."""

import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from studio.accounts.models import AccessKey
from studio.api.models import LONGEST_VALUE, IdempotencyKey
from studio.generations.models import Generation
from studio.provider.server.errors import Refusal

KEPT = timedelta(hours=48)
ABANDONED = timedelta(minutes=15)
"""After this time a request without a run must have been interrupted, so its key may be used again."""
RETRY_AFTER = "5"  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What to do with a request: start a run with this `submission`, or respond with the existing `run`."""

    submission: uuid.UUID
    row: IdempotencyKey | None = None
    run: Generation | None = None


def claim(key: AccessKey, value: str | None, *, body_sha256: str) -> Claim:
    """Raises Refusal: 422 for the same key with another body, 409 while the first request is in progress."""
    if value is None:
        return Claim(submission=uuid.uuid4())
    if not 0 < len(value) <= LONGEST_VALUE:
        raise Refusal(400, "InvalidParameter", f"Idempotency-Key must have 1 to {LONGEST_VALUE} characters.")
    row, is_new = IdempotencyKey.objects.get_or_create(
        access_key=key, value=value, defaults={"body_sha256": body_sha256}
    )
    return Claim(submission=row.submission, row=row) if is_new else _repeat(row, body_sha256)


def release(claimed: Claim) -> None:
    """Frees the key of a refused request without a run, so that it may be sent again, corrected."""
    if claimed.row:
        claimed.row.delete()


def delete_old_keys() -> int:
    """Deletes the keys that may be reused; returns their number."""
    return IdempotencyKey.objects.filter(claimed_at__lt=timezone.now() - KEPT).delete()[0]


def _repeat(row: IdempotencyKey, body_sha256: str) -> Claim:
    if row.body_sha256 != body_sha256:
        raise Refusal(
            422, "IdempotencyKeyReused", "This Idempotency-Key was used with another body. Use a new key."
        )
    run = Generation.objects.filter(owner=row.access_key.owner_id, submission=row.submission).first()
    if run and run.is_finished:
        return Claim(submission=row.submission, row=row, run=run)
    if run is None and _take_over(row):
        return Claim(submission=row.submission, row=row)
    raise Refusal(
        409,
        "IdempotentRequestInProgress",
        "The first request with this Idempotency-Key is still running. Repeat it to get its response.",
        retry_after=RETRY_AFTER,
    )


def _take_over(row: IdempotencyKey) -> bool:
    now = timezone.now()
    abandoned = IdempotencyKey.objects.filter(pk=row.pk, claimed_at__lt=now - ABANDONED)
    return bool(abandoned.update(claimed_at=now))
