"""The context of the image page's controls: favourite, stars, tags, trash."""

from typing import Any

from django.db.models import Exists, OuterRef, Subquery

from studio.accounts.models import User
from studio.gallery.curation.favourites import with_favourite
from studio.gallery.curation.ratings import star_buttons
from studio.gallery.curation.trash import dependants_of
from studio.gallery.models import ImageTag, Rating, Tag
from studio.gallery.models.tag import LONGEST
from studio.generations.models import Image
from studio.generations.models.image import ImageQuerySet
from studio.policies.installation import installation_settings

OFFERED = 100
"""Tags of the gallery that are suggested while one is typed."""


def with_own_marks(images: ImageQuerySet, *, viewer: User) -> ImageQuerySet:
    """The images annotated with the viewer's own favourite and stars, for `image_controls`."""
    stars = Rating.objects.filter(user=viewer, image=OuterRef("pk")).values("stars")
    return with_favourite(images, viewer=viewer).annotate(my_stars=Subquery(stars))


def image_controls(image: Image, viewer: User) -> dict[str, Any]:
    """The viewer's own favourite and stars, the gallery's tags, and what uses the image as a reference."""
    has = Exists(ImageTag.objects.filter(tag=OuterRef("pk"), image=image))
    known = Tag.objects.of(image.team, user=viewer).annotate(has=has).order_by("-has", "name")
    tags = list(known[:OFFERED])
    for tag in tags:
        tag.team = image.team
    my_stars = getattr(image, "my_stars", None) or 0
    return {
        "is_favourite": getattr(image, "is_favourite", False),
        "my_stars": my_stars,
        "star_buttons": star_buttons(my_stars),
        "image_tags": [tag for tag in tags if tag.has],
        "known_tags": [tag.name for tag in tags if not tag.has],
        "longest_tag": LONGEST,
        "trash_days": installation_settings().trash_days,
        "dependants": dependants_of(Image.objects.filter(pk=image.pk)),
    }
