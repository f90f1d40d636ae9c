"""Stars: one rating a person and image, and their mean on the image's own row."""

from django.db import transaction

from studio.accounts.models import User
from studio.accounts.permissions import denial_reason_comment
from studio.gallery.locking import (
    BulkResult,
    check_permissions,
    execute,
    lock_images,
)
from studio.generations.models.image import ImageQuerySet

STARS = range(1, 6)

RATE = """
INSERT INTO gallery_rating AS known (user_id, image_id, stars)
SELECT %s, image, %s FROM unnest(%s::bigint[]) AS image
ON CONFLICT (user_id, image_id) DO UPDATE SET stars = excluded.stars, created = now()
WHERE known.stars <> excluded.stars RETURNING image_id
"""
TAKE_AWAY = "DELETE FROM gallery_rating WHERE user_id = %s AND image_id = ANY(%s) RETURNING image_id"
COUNT = """
UPDATE generations_image SET rating = said.mean, ratings = said.people
FROM (
    SELECT changed.id, coalesce(avg(stars), 0)::float8 AS mean, count(stars) AS people
    FROM unnest(%s::bigint[]) AS changed (id) LEFT JOIN gallery_rating ON image_id = changed.id
    GROUP BY changed.id
) AS said
WHERE generations_image.id = said.id RETURNING said.id
"""


@transaction.atomic
def rate(images: ImageQuerySet, stars: int, *, by: User) -> BulkResult:
    """Gives one to five stars; 0 takes the person's own away. Raises ValueError for any other number."""
    if stars and stars not in STARS:
        raise ValueError(stars)
    by, held = lock_images(images, by=by)
    fit, done = check_permissions(held, denial_reason_comment, by=by)
    ids = [one.pk for one in fit]
    rows = execute(RATE, by.pk, stars, ids) if stars else execute(TAKE_AWAY, by.pk, ids)
    done.changed = [pk for (pk,) in rows]
    execute(COUNT, done.changed)
    return done
