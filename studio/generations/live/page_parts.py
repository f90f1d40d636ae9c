"""Parts of pages that higher packages add to the stream."""

from collections.abc import Callable
from dataclasses import dataclass

from studio.accounts.models import User
from studio.generations.live.subscription import Subscription


@dataclass(frozen=True, slots=True, kw_only=True)
class PagePart:
    """A value that is read at each update of a page's stream; None when it does not concern the page.

    The stream sends the template, with `value`, first and whenever the value changes. Or it sends the event that makes
    the page reload the part, when the value is no longer the `Subscription.version` that the page was rendered with.
    """

    name: str
    read: Callable[[User, Subscription], object]
    template: str = ""
    event: str = ""


page_parts: list[PagePart] = []
