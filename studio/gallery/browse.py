"""Pages of images by keyset: the same cost at the first page and at the ten-thousandth."""

from dataclasses import dataclass

from studio.accounts.models import User
from studio.generations.models import Image

PAGE = 60  # images


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Images newest first, and where the next page begins."""

    images: list[Image]
    before: int | None
    """The id to continue before; None on the last page."""


def mine(user: User, *, before: int | None = None) -> Page:
    """One page of a person's stored images."""
    images = Image.objects.owned_by(user).stored().select_related("generation").order_by("-id")
    rows = list((images.filter(id__lt=before) if before else images)[: PAGE + 1])
    return Page(images=rows[:PAGE], before=rows[PAGE - 1].pk if len(rows) > PAGE else None)


def neighbours(image: Image, *, viewer: User) -> tuple[Image | None, Image | None]:
    """The next newer and the next older image of the viewer's own gallery."""
    images = Image.objects.owned_by(viewer).stored()
    newer = images.filter(id__gt=image.pk).order_by("id").first()
    older = images.filter(id__lt=image.pk).order_by("-id").first()
    return newer, older
