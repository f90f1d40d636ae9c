"""One parser for each kind of value in a request."""

from contextlib import suppress
from datetime import datetime

from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_datetime

DIGITS = 18
"""Of the longest accepted number: every such number fits a database column."""


def parse_number(text: str) -> int | None:
    """A whole number, such as an id; None for anything else."""
    return int(text) if text.isdecimal() and len(text) <= DIGITS else None


def number_in(fields: QueryDict, name: str) -> int | None:
    """A number that may be missing; None when it is missing or invalid."""
    return parse_number(fields.get(name, ""))


def numbers_in(fields: QueryDict, name: str) -> list[int]:
    """The unique numbers of a repeated field, in order; invalid ones are left out."""
    found = (parse_number(text) for text in fields.getlist(name))
    return list(dict.fromkeys(number for number in found if number is not None))


def parse_moment(text: str) -> datetime | None:
    """A time with a time zone, in a year that can be stored and calculated with; None for anything else."""
    with suppress(ValueError):
        moment = parse_datetime(text)
        if moment and timezone.is_aware(moment) and 1900 < moment.year < 3000:
            return moment
    return None
