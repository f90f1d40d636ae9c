"""What has come into a gallery since its page was made."""

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from studio.generations.arrivals import Arrival
from studio.generations.models import Image

MOST = 60
"""New images that are counted, and put into the page; of more the page is loaded anew."""
OVERLAP = timedelta(seconds=2)  # images that were committed later than they were stamped


@dataclass(frozen=True, slots=True, kw_only=True)
class PageState:
    """What a page of the gallery has: all that came before `since`, and what is `known` of the time after it."""

    since: datetime
    known: frozenset[int]

    @classmethod
    def read(cls, query: QueryDict, *, now: datetime) -> Self:
        """Of an address; to one that does not say since when, nothing is new."""
        since = None
        with contextlib.suppress(ValueError):
            since = parse_datetime(query.get("since", ""))
        if since is None or timezone.is_naive(since):
            since = now
        known = (
            int(text) for text in query.get("known", "").split(",") if text.isdecimal() and len(text) < 19
        )
        return cls(since=since, known=frozenset(known))

    @classmethod
    def of_page(cls, images: Iterable[Image], *, made: datetime) -> Self:
        """Of a page with these images that was begun at `made`."""
        came = ((image.pk, max(filter(None, (image.stored_at, image.shared_at)))) for image in images)
        return cls.of_arrivals(came, made=made)

    @classmethod
    def of_arrivals(cls, came: Iterable[Arrival], *, made: datetime) -> Self:
        since = made - OVERLAP
        return cls(since=since, known=frozenset(pk for pk, at in came if at > since))

    @property
    def query(self) -> dict[str, str | int]:
        return {"since": self.since.isoformat(), "known": ",".join(map(str, sorted(self.known)))}

    def new(self, came: Iterable[Arrival]) -> list[int]:
        """The ids of what the page has not."""
        return [pk for pk, _at in came if pk not in self.known]
