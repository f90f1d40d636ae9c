"""Claims: mark who is reviewing a submission, so that two reviewers do not do the same work."""

from django.db.models import Case, Q, When
from django.db.models.functions import Now
from django.utils import timezone

from studio.accounts.models import User
from studio.generations.states import ReviewState
from studio.infra import pubsub
from studio.review.models import Submission
from studio.review.models.submission import CLAIM_DURATION

RENEW_AFTER = CLAIM_DURATION / 3


def claim(row: Submission, *, by: User) -> bool:
    """Claims the submission for this person, and updates other people's pages; False when somebody else has it."""
    now = timezone.now()
    if row.state != ReviewState.SUBMITTED or row.is_claimed_by_other(by):
        return False
    if row.claimed_by_id == by.pk and row.claimed_at and row.claimed_at > now - RENEW_AFTER:
        return True
    free = Q(claimed_by=None) | Q(claimed_by=by) | Q(claimed_at__lt=now - CLAIM_DURATION)
    is_this = Q(pk=row.pk)
    rows = Submission.objects.filter(is_this & free | Q(claimed_by=by))
    rows.update(
        claimed_by=Case(When(is_this, then=by.pk), default=None),
        claimed_at=Case(When(is_this, then=Now()), default=None),
    )
    pubsub.publish(run=row.image.generation_id, owner=row.author_id, team=row.team_id)
    return True
