"""Stars: one rating per person and image, and their mean on the image's own row."""

from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True, kw_only=True)
class StarButton:
    """One of the five stars on an image's page."""

    n: int
    value: int
    """The rating set by a click; 0 removes the rating."""
    is_filled: bool
    is_pressed: bool


def star_buttons(own_rating: int) -> list[StarButton]:
    """The stars up to one's own rating (0: none) are filled; clicking the last of these removes the rating."""
    return [
        StarButton(
            n=n, value=0 if n == own_rating else n, is_filled=n <= own_rating, is_pressed=n == own_rating
        )
        for n in STARS
    ]


RATE = """
INSERT INTO gallery_rating AS known (user_id, image_id, stars)
SELECT %s, image, %s FROM unnest(%s::bigint[]) AS image
ON CONFLICT (user_id, image_id) DO UPDATE SET stars = excluded.stars, created = now()
WHERE known.stars <> excluded.stars RETURNING image_id
"""
DELETE = "DELETE FROM gallery_rating WHERE user_id = %s AND image_id = ANY(%s) RETURNING image_id"
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
    """Sets the person's rating to one to five stars; 0 removes it. Raises ValueError for any other number."""
    if stars and stars not in STARS:
        raise ValueError(stars)
    by, locked = lock_images(images, by=by)
    allowed, done = check_permissions(locked, denial_reason_comment, by=by)
    ids = [one.pk for one in allowed]
    rows = execute(RATE, by.pk, stars, ids) if stars else execute(DELETE, by.pk, ids)
    done.changed = [pk for (pk,) in rows]
    execute(COUNT, done.changed)
    return done
