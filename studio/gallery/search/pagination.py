"""Pagination of images, for each sort order of a gallery."""

import re

from studio.accounts.models import Team, User
from studio.generations.models import Image
from studio.generations.models.image import ImageQuerySet
from studio.infra.keyset_pagination import NEWEST, Order, Page
from studio.infra.parsing import parse_number

PAGE = 60  # images
PAGES = 34
"""Pages loaded at once when somebody returns to a scroll position: two thousand images."""
COUNTED = 10_000
"""The maximum count; above it the page shows “more than”."""


def _parse_rating(text: str) -> float | None:
    return float(text) if re.fullmatch(r"[0-5](\.\d{1,17})?", text) else None


def _parse_position(text: str) -> int | None:
    """A position in a collection, annotated by the query; negative for images moved before the first."""
    return int(text) if re.fullmatch(r"-?\d{1,18}", text) else None


ORDERS = {
    "newest": NEWEST,
    "oldest": Order(fields=("id",)),
    "rating": Order(fields=("-rating", "-id"), parse=_parse_rating),
    "hand": Order(fields=("place", "id"), parse=_parse_position),
}


def images_in(team: Team | None, *, viewer: User) -> ImageQuerySet:
    """The stored images of a team's gallery that `viewer` may see; without a team those that `viewer` owns."""
    images = Image.objects.filter(team=team) if team else Image.objects.owned_by(viewer)
    return images.filter(state="stored")


def pages_in(text: str) -> int:
    """The number of pages in a query string, at most `PAGES`."""
    return min(max(parse_number(text) or 1, 1), PAGES)


def page_of(images: ImageQuerySet, *, sort: str = "newest", before: str = "", pages: int = 1) -> Page[Image]:
    """One page of the images, or several as one, with everything that the tiles show."""
    found = images.select_related("generation", "owner", "team")
    return ORDERS[sort].page(found, before=before, size=PAGE * pages)


def count_of(images: ImageQuerySet) -> int:
    """The number of images, at most `COUNTED` + 1."""
    return images.order_by()[: COUNTED + 1].count()


def neighbours(
    image: Image, images: ImageQuerySet, *, sort: str = "newest"
) -> tuple[Image | None, Image | None]:
    """The image before and the one after, in the order of the page that it was opened from."""
    order = ORDERS[sort]
    image = images.filter(pk=image.pk).first() or image if sort == "hand" else image
    if sort == "hand" and not hasattr(image, "place"):
        return None, None
    before = order.reversed.after(images, order.cursor(image)).first()
    return before, order.after(images, order.cursor(image)).first()
