"""Notifies administrators about result links that keep failing in a way that waiting does not fix."""

from studio.accounts import notifications
from studio.accounts.models import NotificationKind
from studio.generations.models import Image
from studio.generations.states import RunState
from studio.provider.limits import LINK_LIFE

TRIES = 3
"""A link may be announced shortly before its file exists."""

_WRONG_LINK = ("bad_url", "not_https", "port_refused", "host_refused", "redirect")
_WRONG_FILE = ("not_jpeg", "too_big", "too_many_pixels", "damaged", "too_demanding")
_TEMPORARY_ERRORS = ("http_408", "http_425", "http_429")


def is_permanent(code: str) -> bool:
    """Whether the link itself is wrong, so that waiting does not help."""
    refused = code.startswith("http_4") and code not in _TEMPORARY_ERRORS
    return refused or code in _WRONG_LINK or code in _WRONG_FILE


def notify_administrators(slot: int) -> None:
    """Notifies once per completed run, with the time when the link expires."""
    image = Image.objects.select_related("generation").get(pk=slot)
    if image.generation.state != RunState.COMPLETED or image.fetch_attempts < TRIES:
        return
    if image.announced_at and is_permanent(image.fetch_error):
        notifications.notify_administrators(
            kind=NotificationKind.DOWNLOAD,
            object_id=image.generation_id,
            text=image.fetch_error,
            expires_at=image.announced_at + LINK_LIFE,
        )
