"""The references of a form: the person's own uploads, and URLs stored as text."""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from studio.accounts.models import User
from studio.generations.models import Upload
from studio.infra.parsing import parse_number

URL_LIMIT = 2_000  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class UrlChoice:
    """A reference by URL, as the form shows it. Only the provider fetches it."""

    url: str
    thumb_url: None = None
    note: str = ""
    error: str = ""

    @property
    def value(self) -> str:
        return f"url:{self.url}"

    @property
    def name(self) -> str:
        return self.url


def url_problem(url: str) -> str:
    """Why a URL cannot be a reference, in the reader's language; empty when it can.

    https only, no user name, no bare IP address: the provider fetches it, and it must not reach into a private network.
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return _("Enter a valid web address.")
    if len(url) > URL_LIMIT:
        return _("The address is too long.")
    if parts.scheme != "https" or not host or any(ord(letter) <= 32 for letter in url):
        return _("The address must start with https://.")
    if parts.username is not None or parts.password is not None:
        return _("Remove the user name and password from the address.")
    return _("Use a domain name instead of an IP address.") if _is_address(host) else ""


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        # Browsers and some resolvers also read 0x7f000001, 2130706433 and 127.1 as addresses.
        return host.replace(".", "").replace("x", "").isalnum() and host.split(".")[-1][:1].isdigit()
    return True


def _upload_ids(values: Sequence[str]) -> list[int]:
    numbers = (parse_number(value.removeprefix("upload:")) for value in values)
    return [number for number in numbers if number is not None]


def parse_choices(values: Sequence[str], *, by: User) -> tuple[list[Upload | UrlChoice], list[str]]:
    """Parses `upload:12` and `url:https://…` in order; returns the usable ones and the reasons for the rest."""
    owned = Upload.objects.shown().filter(owner=by).in_bulk(_upload_ids(values[:100]))
    chosen: list[Upload | UrlChoice] = []
    problems: list[str] = []
    for place, value in enumerate(values[:100], start=1):
        kind, _colon, rest = value.partition(":")
        number = parse_number(rest)
        upload = owned.get(number) if kind == "upload" and number else None
        problem = (
            url_problem(rest) if kind == "url" else "" if upload else _("No longer available. Add it again.")
        )
        if problem:
            problems.append(_("Image %(number)d: %(problem)s") % {"number": place, "problem": problem})
        else:
            chosen.append(upload or UrlChoice(url=rest))
    return chosen, problems
