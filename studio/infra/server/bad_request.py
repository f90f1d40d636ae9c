"""The error for invalid requests."""

from django.core.exceptions import BadRequest


class UnreadableRequest(BadRequest):
    """Results in a 400 page with the message, which says what is wrong in the reader's language."""
