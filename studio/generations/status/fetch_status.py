"""Why an announced image is not saved yet: the attempt, its error, the next attempt, and when the studio gives up."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from studio.generations.models import Image
from studio.infra.short_time import short_time
from studio.provider.limits import LINK_LIFE

_UNREACHABLE = ("unresolved", "unreachable")
_WRONG_ADDRESS = ("bad_url", "not_https", "port_refused", "host_refused", "address_refused", "redirect")
_TOO_LARGE = ("too_big", "too_many_pixels")
_DAMAGED = ("not_jpeg", "empty", "short", "broken", "UnidentifiedImageError")


def attempt(slot: Image) -> str:
    """“Attempt 4: the link returns 404. Next try 14:05, gives up 20:31 tomorrow.”"""
    facts = {
        "n": slot.fetch_attempts,
        "reason": reason(slot.fetch_error),
        "until": short_time(_gives_up_at(slot)),
    }
    if slot.fetch_after is None or slot.fetch_after <= timezone.now():
        return _("Attempt %(n)d: %(reason)s. Trying again now, gives up %(until)s.") % facts
    facts["next"] = short_time(slot.fetch_after)
    return _("Attempt %(n)d: %(reason)s. Next try %(next)s, gives up %(until)s.") % facts


def reason(code: str) -> str:
    """What a failed download means, as part of a sentence."""
    if code.startswith("http_"):
        return _("the link returned %(status)s") % {"status": code.removeprefix("http_")}
    if code in _UNREACHABLE:
        return _("the link's server cannot be reached")
    if code in _WRONG_ADDRESS:
        return _("the link points to an address that is not allowed")
    if code in _TOO_LARGE:
        return _("the file is too large")
    if code in _DAMAGED:
        return _("the file is damaged or not a JPEG")
    return _("the download takes too long") if code == "too_slow" else _("the file could not be saved")


def _gives_up_at(slot: Image) -> datetime:
    return (slot.announced_at or timezone.now()) + LINK_LIFE
