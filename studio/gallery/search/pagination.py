"""Pages of images by keyset: the same cost at the first page and at the ten-thousandth."""

import re
from dataclasses import dataclass

from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan

from studio.accounts.models import Team, User
from studio.accounts.request_utils import parse_number
from studio.generations.models import Image
from studio.generations.models.image import ImageQuerySet

PAGE = 60  # images
PAGES = 34
"""Pages that come at once when somebody returns to a place: two thousand images."""
COUNTED = 10_000
"""How far is counted; beyond it, “more than” says enough and costs nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Images in their order, and where the next page begins."""

    images: list[Image]
    before: str | None
    """What the next page continues after, as an address says it; None on the last page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """How images follow each other. A page continues after the last image of the one before, never after a number of
    images: what is added meanwhile neither repeats nor hides one."""

    fields: tuple[str, ...]

    @property
    def reversed(self) -> "Order":
        return Order(fields=tuple(name[1:] if name[0] == "-" else f"-{name}" for name in self.fields))

    def after(self, images: ImageQuerySet, cursor: str) -> ImageQuerySet:
        """What follows the image that the cursor names; everything when it names none."""
        falls = self.fields[0].startswith("-")
        first, _sign, second = cursor.partition("_")
        name = self.fields[0].lstrip("-")
        if len(self.fields) == 1:
            after, number = "id__lt" if falls else "id__gt", parse_number(cursor)
            return images if number is None else images.filter(**{after: number})
        pk = parse_number(second)
        if not re.fullmatch(_FIRST[name], first) or pk is None:
            return images
        compared = TupleLessThan if falls else TupleGreaterThan
        value = int(first) if name == "place" else float(first)
        return images.filter(compared(Tuple(name, "id"), (value, pk)))

    def cursor(self, image: Image) -> str:
        """What names the image in an address; `place` is annotated by whoever looks into a collection."""
        first = [str(getattr(image, name.lstrip("-"))) for name in self.fields[:-1]]
        return "_".join([*first, str(image.pk)])


_FIRST = {"rating": r"[0-5](\.\d{1,17})?", "place": r"-?\d{1,18}"}


ORDERS = {
    "newest": Order(fields=("-id",)),
    "oldest": Order(fields=("id",)),
    "rating": Order(fields=("-rating", "-id")),
    "hand": Order(fields=("place", "id")),
}


def images_in(team: Team | None, *, viewer: User) -> ImageQuerySet:
    """The stored images of a team's gallery, which `viewer` may see; without a team those that `viewer` owns."""
    images = Image.objects.filter(team=team) if team else Image.objects.owned_by(viewer)
    return images.filter(state="stored")


def pages_in(text: str) -> int:
    """How many pages an address asks for, at most `PAGES`."""
    return min(max(parse_number(text) or 1, 1), PAGES)


def page_of(images: ImageQuerySet, *, sort: str = "newest", before: str = "", pages: int = 1) -> Page:
    """One page of what was found, or several as one, with everything that its tiles say."""
    order, size = ORDERS[sort], PAGE * pages
    found = order.after(images, before) if before else images
    rows = list(found.select_related("generation", "owner", "team").order_by(*order.fields)[: size + 1])
    return Page(images=rows[:size], before=order.cursor(rows[size - 1]) if len(rows) > size else None)


def count_of(images: ImageQuerySet) -> int:
    """How many there are, at most `COUNTED` + 1."""
    return images.order_by()[: COUNTED + 1].count()


def neighbours(
    image: Image, images: ImageQuerySet, *, sort: str = "newest"
) -> tuple[Image | None, Image | None]:
    """The image before and the one after, in the order of the page that it was opened from."""
    order = ORDERS[sort]
    image = images.filter(pk=image.pk).first() or image if sort == "hand" else image
    if sort == "hand" and not hasattr(image, "place"):
        return None, None
    before = order.reversed.after(images, order.cursor(image)).order_by(*order.reversed.fields).first()
    return before, order.after(images, order.cursor(image)).order_by(*order.fields).first()
