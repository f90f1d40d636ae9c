"""Live updates for reviewers: the number of waiting submissions, and changes of the queue."""

import hashlib

from studio.accounts.models import Team, User
from studio.generations.live.page_parts import PagePart, page_parts
from studio.generations.live.subscription import Subscription
from studio.generations.review_teams import review_teams
from studio.review.queue.query import PAGE, Queue, QueueFilter, countable, format_count


def waiting_count(viewer: User) -> str | None:
    """The number of submissions that wait for this person; None if they review in no team."""
    teams = review_teams(viewer)
    if not teams:
        return None
    return format_count(countable(_queue(viewer, teams).waiting()).count())


def _queue(viewer: User, teams: list[Team]) -> Queue:
    return Queue(viewer=viewer, teams=teams, filter=QueueFilter())


def _count(viewer: User, _subscription: Subscription) -> str | None:
    return waiting_count(viewer)


def queue_version(viewer: User, teams: list[Team]) -> str:
    """A hash of what the page lists first, waiting and flagged, and of which of it others have claimed."""
    queue = _queue(viewer, teams)
    waiting, flagged = (
        queue.tab(name).only("version", "claimed_by", "claimed_at", "is_flagged")[:PAGE]
        for name in ("waiting", "flagged")
    )
    listed = sorted(  # a union has no order
        (row.pk, row.version, row.is_flagged, row.is_claimed_by_other(viewer) and row.claimed_by_id)
        for row in waiting.union(flagged)
    )
    return hashlib.blake2b(repr(listed).encode(), digest_size=8).hexdigest()


def _list_version(viewer: User, subscription: Subscription) -> str | None:
    """Only on the review page."""
    return queue_version(viewer, review_teams(viewer)) if subscription.reviews else None


def register() -> None:
    page_parts.append(PagePart(name="review count", read=_count, template="review/count.html"))
    page_parts.append(PagePart(name="review list", read=_list_version, event="studio:reviews"))
