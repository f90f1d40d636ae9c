"""The review data in the frame of every page."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import cached_property

from studio.review.models import Reason
from studio.review.queue.live import waiting_count


class ReviewFrame:
    """Lazy, since only pages with the frame read it."""

    reasons = Reason.choices

    def __init__(self, request: HttpRequest) -> None:
        self.user = getattr(request, "user", None)

    @cached_property
    def waiting(self) -> str | None:
        """The number of submissions that wait for the person; None if they review in no team."""
        return waiting_count(self.user) if self.user and self.user.is_authenticated else None


def review_frame(request: HttpRequest) -> dict[str, Any]:
    """Adds `review_frame` to every template."""
    return {"review_frame": ReviewFrame(request)}
