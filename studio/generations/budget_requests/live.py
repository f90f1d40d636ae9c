"""How many budget requests wait for a person: in the navigation, and live on pages with a stream."""

from studio.accounts.models import User
from studio.generations.live.page_parts import PagePart, page_parts
from studio.generations.live.subscription import Subscription
from studio.generations.models import BudgetRequest
from studio.generations.models.budget_request import led_by


def count_open(person: User) -> int | None:
    """None, and no query, for whoever decides on none."""
    if not (person.is_administrator or led_by(person)):
        return None
    return BudgetRequest.objects.open().decided_by(person).count()


def _count(viewer: User, _watch: Subscription) -> int | None:
    return count_open(viewer)


def register() -> None:
    part = PagePart(name="requests", read=_count, template="generations/budget_requests/live_count.html")
    page_parts.append(part)
