"""A request that makes no sense."""

from django.core.exceptions import BadRequest


class UnreadableRequest(BadRequest):
    """Answered with 400 and a page that shows the message: a sentence in the reader's language, of what is wrong."""
