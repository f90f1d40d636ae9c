"""What every page's frame shows of the review."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import cached_property

from studio.review.models import Reason
from studio.review.queue.live import waiting_count


class ReviewFrame:
    """Read only by pages that show the frame."""

    reasons = Reason.choices

    def __init__(self, request: HttpRequest) -> None:
        self.user = getattr(request, "user", None)

    @cached_property
    def waiting(self) -> str | None:
        """How many submissions wait for the person; None for people who review in no team."""
        return waiting_count(self.user) if self.user and self.user.is_authenticated else None


def review_frame(request: HttpRequest) -> dict[str, Any]:
    """Adds `review_frame` to every template."""
    return {"review_frame": ReviewFrame(request)}
