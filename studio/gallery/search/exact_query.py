"""A gallery's query for an action: invalid parts are refused, never ignored.

An ignored filter finds more images: an action on “collection=abc” would affect the whole gallery.
"""

from collections.abc import Callable

from django.http import QueryDict
from django.utils.translation import gettext as _

from studio.accounts.models import User
from studio.gallery.search.query import (
    REVIEWS,
    SHAPES,
    SIZES,
    STARS,
    VALUES,
    ImageQuery,
    parse_day,
)
from studio.gallery.search.query_text import LONGEST, QueryText
from studio.infra.middleware.null_characters import refuse_null
from studio.infra.parsing import parse_number
from studio.infra.server.bad_request import UnreadableRequest

MANY = {"by", "tag", "shape"}
"""Filters that may occur more than once."""


def _is_number(text: str) -> bool:
    return parse_number(text) is not None


def _any_text(text: str) -> bool:
    return True


READABLE: dict[str, Callable[[str], bool]] = {
    "team": _any_text,  # an unknown team is a 404
    "q": lambda text: len(text) <= LONGEST and QueryText.read(text).is_complete,
    "by": _is_number,
    "tag": _is_number,
    "shape": SHAPES.__contains__,
    "size": SIZES.__contains__,
    "from": lambda text: parse_day(text) is not None,
    "to": lambda text: parse_day(text) is not None,
    "fav": _any_text,
    "stars": STARS.__contains__,
    "refs": _any_text,
    "model": _any_text,
    "review": REVIEWS.__contains__,
    "collection": _is_number,
    "sort": _any_text,  # the order neither adds nor excludes images
}


def parse_exact(text: str, *, viewer: User) -> ImageQuery:
    """Parses a query string strictly; raises UnreadableRequest, and Http404 for a team that the viewer may not see."""
    query = QueryDict(text)
    refuse_null(value for name in query for value in (name, *query.getlist(name)))
    if wrong := unreadable(query):
        raise UnreadableRequest(
            _("Invalid filter: %(names)s. Nothing was changed. Set the filter again in the gallery.")
            % {"names": ", ".join(wrong)}
        )
    return ImageQuery.read(query, viewer=viewer)


def unreadable(query: QueryDict) -> list[str]:
    """The names of filters with invalid or too many values."""
    return [name for name in query if not _is_readable(name, [text for text in query.getlist(name) if text])]


def _is_readable(name: str, texts: list[str]) -> bool:
    """Whether the filter is valid; an empty field, as a form sends it, is no filter."""
    if len(texts) > (VALUES if name in MANY else 1):
        return False
    return not texts or (name in READABLE and all(map(READABLE[name], texts)))
