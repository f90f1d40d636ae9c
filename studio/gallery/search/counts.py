"""The image counts in the gallery's side bar."""

from collections.abc import Iterator
from typing import Any

from django.db.models import IntegerField, OuterRef, QuerySet, Subquery

from studio.accounts.models import Team
from studio.gallery.models import Collection, Tag
from studio.gallery.search.pagination import (
    COUNTED,
    count_of,
    images_in,
)
from studio.gallery.search.query import ImageQuery
from studio.generations.models import Image
from studio.generations.models.image import ImageQuerySet

TAGS = 12
"""Tags in the side bar; all others are in the toolbar's menu."""


class _Count(Subquery):
    """The number of rows of a (sliced) query."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


def counts(image_query: ImageQuery) -> Iterator[tuple[str, int]]:
    """The name and count of each link, at most `COUNTED` + 1, with one query per kind."""
    viewer = image_query.viewer
    images = images_in(image_query.team, viewer=viewer)
    yield "mine", count_of(images_in(None, viewer=viewer))
    yield "favourites", count_of(images.filter(favourites__user=viewer))
    teams = Team.objects.visible_to(viewer).active()
    yield from _counts_by_row("team", teams, Image.objects.stored().filter(team=OuterRef("pk")))
    collections = Collection.objects.of(image_query.team, user=viewer)
    yield from _counts_by_row("collection", collections, images.filter(collections=OuterRef("pk")))
    tags = Tag.objects.filter(pk__in=[tag.pk for tag in image_query.known_tags[:TAGS]])
    yield from _counts_by_row("tag", tags, images.filter(tags=OuterRef("pk")))


def _counts_by_row(kind: str, rows: QuerySet[Any], images: ImageQuerySet) -> Iterator[tuple[str, int]]:
    counted = rows.annotate(count=_Count(images.order_by().values("pk")[: COUNTED + 1]))
    for pk, count in counted.values_list("pk", "count"):
        yield f"{kind}-{pk}", count
