"""Pages of images by keyset: the same cost at the first page and at the ten-thousandth."""

from dataclasses import dataclass

from studio.accounts.models import Team, User
from studio.generations.models import Image
from studio.generations.models.image import ImageQuerySet

PAGE = 60  # images


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Images newest first, and where the next page begins."""

    images: list[Image]
    before: int | None
    """The id to continue before; None on the last page."""


def images_in(team: Team | None, *, viewer: User) -> ImageQuerySet:
    """The stored images of a team's gallery, which `viewer` may see; without a team those that `viewer` owns."""
    images = Image.objects.filter(team=team) if team else Image.objects.owned_by(viewer)
    return images.filter(state="stored")


def page_of(images: ImageQuerySet, *, before: int | None = None) -> Page:
    """One page of a place, with everything that its tiles say."""
    newest = images.select_related("generation", "owner", "team").order_by("-id")
    rows = list((newest.filter(id__lt=before) if before else newest)[: PAGE + 1])
    return Page(images=rows[:PAGE], before=rows[PAGE - 1].pk if len(rows) > PAGE else None)


def neighbours(image: Image, images: ImageQuerySet) -> tuple[Image | None, Image | None]:
    """The next newer and the next older image of the same place."""
    above = images.filter(id__gt=image.pk).order_by("id")[:1]
    below = images.filter(id__lt=image.pk).order_by("-id")[:1]
    beside = list(above.union(below, all=True))
    newer = next((one for one in beside if one.pk > image.pk), None)
    older = next((one for one in beside if one.pk < image.pk), None)
    return newer, older
