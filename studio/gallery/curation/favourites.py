"""Adds and removes favourites, for one image or thousands."""

from django.db import transaction
from django.db.models import Exists, OuterRef

from studio.accounts.models import User
from studio.accounts.permissions import denial_reason_comment
from studio.gallery.locking import (
    BulkResult,
    check_permissions,
    execute,
    lock_images,
)
from studio.gallery.models import Favourite
from studio.generations.models.image import ImageQuerySet

ADD = """
INSERT INTO gallery_favourite (user_id, image_id)
SELECT %s, image FROM unnest(%s::bigint[]) AS image
ON CONFLICT DO NOTHING RETURNING image_id
"""
REMOVE = "DELETE FROM gallery_favourite WHERE user_id = %s AND image_id = ANY(%s) RETURNING image_id"


def with_favourite(images: ImageQuerySet, *, viewer: User) -> ImageQuerySet:
    """The images annotated with `is_favourite`: whether they are the viewer's favourites."""
    mine = Favourite.objects.filter(user=viewer, image=OuterRef("pk"))
    return images.annotate(is_favourite=Exists(mine))


@transaction.atomic
def favourite(images: ImageQuerySet, *, by: User) -> BulkResult:
    """Adds the images to the person's favourites."""
    by, locked = lock_images(images, by=by)
    allowed, done = check_permissions(locked, denial_reason_comment, by=by)
    done.changed = [pk for (pk,) in execute(ADD, by.pk, [one.pk for one in allowed])]
    return done


@transaction.atomic
def unfavourite(images: ImageQuerySet, *, by: User) -> BulkResult:
    """Removes the images from the person's own favourites, which needs no permission."""
    by, locked = lock_images(images, by=by)
    return BulkResult(
        seen=len(locked), changed=[pk for (pk,) in execute(REMOVE, by.pk, [one.pk for one in locked])]
    )
