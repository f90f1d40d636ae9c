"""Parts of a page that higher packages add to its stream."""

from collections.abc import Callable
from dataclasses import dataclass

from studio.accounts.models import User
from studio.generations.live.subscription import Subscription


@dataclass(frozen=True, slots=True, kw_only=True)
class PagePart:
    """What is read at each look of a page's stream; None when it does not concern the page.

    A change of it sends the template, with `value`, or the event, upon which the page asks for what it shows.
    """

    name: str
    read: Callable[[User, Subscription], object]
    template: str = ""
    event: str = ""


page_parts: list[PagePart] = []
