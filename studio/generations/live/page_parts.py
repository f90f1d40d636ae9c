"""Parts of pages that higher packages add to the stream."""

from collections.abc import Callable
from dataclasses import dataclass

from studio.accounts.models import User
from studio.generations.live.subscription import Subscription


@dataclass(frozen=True, slots=True, kw_only=True)
class PagePart:
    """A value that is read at each update of a page's stream; None when it does not concern the page.

    When the value changes, the stream sends the template, with `value`, or the event that makes the page reload it.
    """

    name: str
    read: Callable[[User, Subscription], object]
    template: str = ""
    event: str = ""


page_parts: list[PagePart] = []
