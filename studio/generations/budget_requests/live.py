"""The number of budget requests that wait for a person: in the navigation, and live on pages with a stream."""

from studio.accounts.models import User
from studio.generations.live.page_parts import PagePart, page_parts
from studio.generations.live.subscription import Subscription
from studio.generations.models import BudgetRequest
from studio.generations.models.budget_request import BudgetRequestQuerySet, led_by


def can_decide(person: User) -> bool:
    """Whether this person can decide on any requests; without a query."""
    return person.is_administrator or bool(led_by(person))


def open_requests(person: User) -> BudgetRequestQuerySet:
    """The requests that wait for the person's decision."""
    return BudgetRequest.objects.open().decidable_by(person)


def count_open(person: User) -> int | None:
    """None, and no query, for people who cannot decide on any."""
    return open_requests(person).count() if can_decide(person) else None


def _count(viewer: User, _subscription: Subscription) -> int | None:
    return count_open(viewer)


def register() -> None:
    part = PagePart(name="requests", read=_count, template="generations/budget_requests/live_count.html")
    page_parts.append(part)
