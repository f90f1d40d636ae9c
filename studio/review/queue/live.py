"""Live updates for reviewers: the number of waiting submissions, and changes of the queue."""

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


def _list(viewer: User, subscription: Subscription) -> object:
    """The first page of the queue with its claims, to detect changes; only on the review page."""
    if not subscription.reviews:
        return None
    rows = _queue(viewer, review_teams(viewer)).tab("waiting")[:PAGE]
    return list(rows.values_list("pk", "version", "claimed_by", "is_flagged"))


def register() -> None:
    page_parts.append(PagePart(name="review count", read=_count, template="review/count.html"))
    page_parts.append(PagePart(name="review list", read=_list, event="studio:reviews"))
