"""What has come into a gallery since its page was made."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from django.http import QueryDict

from studio.accounts.request_utils import parse_moment, parse_number
from studio.generations.live.new_images import NewImage
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
        known = map(parse_number, query.get("known", "").split(","))
        return cls(
            since=parse_moment(query.get("since", "")) or now,
            known=frozenset(pk for pk in known if pk is not None),
        )

    @classmethod
    def of_page(cls, images: Iterable[Image], *, made: datetime) -> Self:
        """Of a page with these images that was begun at `made`."""
        came = ((image.pk, max(filter(None, (image.stored_at, image.shared_at)))) for image in images)
        return cls.of_images(came, made=made)

    @classmethod
    def of_images(cls, came: Iterable[NewImage], *, made: datetime) -> Self:
        since = made - OVERLAP
        return cls(since=since, known=frozenset(pk for pk, at in came if at > since))

    @property
    def query(self) -> dict[str, str | int]:
        return {"since": self.since.isoformat(), "known": ",".join(map(str, sorted(self.known)))}

    def new(self, came: Iterable[NewImage]) -> list[int]:
        """The ids of what the page has not."""
        return [pk for pk, _at in came if pk not in self.known]
