"""Images that were added to a gallery since its page was rendered."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from django.http import QueryDict

from studio.generations.live.new_images import NewImage
from studio.generations.models import Image
from studio.infra.parsing import parse_moment, parse_number

MOST = 60
"""New images that are counted, and inserted into the page; for more the page is reloaded."""
OVERLAP = timedelta(seconds=2)  # images that were committed later than they were stamped


@dataclass(frozen=True, slots=True, kw_only=True)
class PageState:
    """The state of a gallery page: it has all images from before `since`, and the `known` ones from after it."""

    since: datetime
    known: frozenset[int]

    @classmethod
    def read(cls, query: QueryDict, *, now: datetime) -> Self:
        """From a query string; without `since`, nothing is new."""
        known = map(parse_number, query.get("known", "").split(","))
        return cls(
            since=parse_moment(query.get("since", "")) or now,
            known=frozenset(pk for pk in known if pk is not None),
        )

    @classmethod
    def of_page(cls, images: Iterable[Image], *, made: datetime) -> Self:
        """For a page with these images, rendered since `made`."""
        added = ((image.pk, max(filter(None, (image.stored_at, image.shared_at)))) for image in images)
        return cls.of_images(added, made=made)

    @classmethod
    def of_images(cls, added: Iterable[NewImage], *, made: datetime) -> Self:
        since = made - OVERLAP
        return cls(since=since, known=frozenset(pk for pk, at in added if at > since))

    @property
    def query(self) -> dict[str, str | int]:
        return {"since": self.since.isoformat(), "known": ",".join(map(str, sorted(self.known)))}

    def new(self, added: Iterable[NewImage]) -> list[int]:
        """The ids that the page does not have."""
        return [pk for pk, _at in added if pk not in self.known]
