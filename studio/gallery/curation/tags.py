"""Tags on images: of the team's gallery that an image is in, or of its owner's own gallery.

An image that changes galleries keeps its tags of the previous one; they are shown again when it returns.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from studio.accounts.models import Team, User
from studio.accounts.permissions import denial_reason_tag
from studio.gallery.locking import (
    BulkResult,
    LockedImage,
    check_permissions,
    execute,
    lock_images,
)
from studio.gallery.models import ImageTag, Tag
from studio.gallery.models.tag import LONGEST
from studio.generations.models.image import ImageQuerySet
from studio.generations.search_index import of_tag

MOST = 20
"""Tags in one step."""
_SEPARATORS = re.compile(r"[,，、;；\r\n]+")

# An image's gallery is its team's, or its owner's own; a tag is only added to images of its own gallery.
# Both statements update the rows and the images' search vectors; `word` is the result of `of_tag`.
ADD = """
WITH known (tag, word) AS (SELECT * FROM unnest(%s::bigint[], %s::text[])), added AS (
    INSERT INTO gallery_imagetag (tag_id, image_id)
    SELECT tag.id, image.id FROM generations_image AS image JOIN gallery_tag AS tag
    ON tag.team_id = image.team_id OR image.team_id IS NULL AND tag.owner_id = image.owner_id
    WHERE image.id = ANY(%s) AND tag.id IN (SELECT tag FROM known)
    ON CONFLICT DO NOTHING RETURNING tag_id, image_id
), named AS (
    SELECT image_id, array_agg(word) AS found FROM added JOIN known ON tag = tag_id GROUP BY image_id
), written AS (
    UPDATE generations_image AS image SET text_vector = text_vector || array_to_tsvector(found)
    FROM named WHERE image.id = named.image_id
)
SELECT tag_id, image_id FROM added
"""
REMOVE = """
WITH known (tag, word) AS (SELECT * FROM unnest(%s::bigint[], %s::text[])), gone AS (
    DELETE FROM gallery_imagetag AS there USING gallery_tag AS tag, generations_image AS image
    WHERE image.id = ANY(%s) AND there.image_id = image.id AND there.tag_id = tag.id
    AND tag.id IN (SELECT tag FROM known)
    AND (tag.team_id = image.team_id OR image.team_id IS NULL AND tag.owner_id = image.owner_id)
    RETURNING tag_id, image_id
), named AS (
    SELECT image_id, array_agg(word) AS found FROM gone JOIN known ON tag = tag_id GROUP BY image_id
), written AS (
    UPDATE generations_image AS image SET text_vector = ts_delete(text_vector, found)
    FROM named WHERE image.id = named.image_id
)
SELECT tag_id, image_id FROM gone
"""


class UnusableTag(ValueError):
    """The text cannot be used as a tag; the message says why."""


@dataclass(slots=True, kw_only=True)
class TagResult(BulkResult):
    """The result by tag."""

    by_name: dict[str, list[int]] = field(default_factory=dict)
    """The images that changed, by the name of the tag, for an undo."""


def names_in(text: str) -> list[str]:
    """The unique tags of one field; raises UnusableTag when there is none, too many, or one that is too long."""
    found: dict[str, str] = {}
    for part in _SEPARATORS.split(unicodedata.normalize("NFC", text)):
        name = " ".join(part.split()).lstrip("#＃").strip()
        if len(name) > LONGEST:
            raise UnusableTag(_("A tag can have up to %(most)d characters.") % {"most": LONGEST})
        if name:
            found.setdefault(key_of(name), name)
    if not found:
        raise UnusableTag(_("Enter a tag."))
    if len(found) > MOST:
        raise UnusableTag(_("Up to %(most)d tags at a time.") % {"most": MOST})
    return list(found.values())


def key_of(name: str) -> str:
    """The normalised name, for comparison: without case, width and Unicode variants."""
    return unicodedata.normalize("NFKC", name).casefold()[: LONGEST * 2]


@transaction.atomic
def tag(images: ImageQuerySet, names: Sequence[str], *, by: User) -> TagResult:
    """Adds the tags with these names to the images, creating tags in their galleries where needed."""
    by, locked = lock_images(images, by=by, with_teams=True)
    allowed, done = check_permissions(locked, denial_reason_tag, by=by)
    tags = [one for team in _teams(allowed) for one in _get_or_create(names, team, by=by)]
    return _result(done, tags, _write(ADD, tags, allowed))


@transaction.atomic
def untag(images: ImageQuerySet, names: Sequence[str], *, by: User) -> TagResult:
    """Removes the tags with these names; a tag without images is deleted."""
    by, locked = lock_images(images, by=by, with_teams=True)
    allowed, done = check_permissions(locked, denial_reason_tag, by=by)
    keys = [key_of(name) for name in names]
    tags = [one for team in _teams(allowed) for one in Tag.objects.of(team, user=by).filter(key__in=keys)]
    result = _result(done, tags, _write(REMOVE, tags, allowed))
    unused = Tag.objects.filter(pk__in=[one.pk for one in tags])
    unused.exclude(Exists(ImageTag.objects.filter(tag=OuterRef("pk")))).delete()
    return result


def _teams(locked: Iterable[LockedImage]) -> list[Team | None]:
    return list({one.team and one.team.pk: one.team for one in locked}.values())


def _get_or_create(names: Sequence[str], team: Team | None, *, by: User) -> list[Tag]:
    owner = None if team else by
    rows = [Tag(team=team, owner=owner, name=name, key=key_of(name)) for name in names]
    Tag.objects.bulk_create(rows, ignore_conflicts=True)
    return list(Tag.objects.of(team, user=by).filter(key__in=[row.key for row in rows]))


def _write(statement: str, tags: list[Tag], locked: list[LockedImage]) -> list[tuple[int, int]]:
    """Tag and image of every row that was written or deleted."""
    ids = [one.pk for one in tags]
    rows = execute(statement, ids, [of_tag(pk) for pk in ids], [one.pk for one in locked]) if ids else []
    return [(tag, image) for tag, image in rows]


def _result(done: BulkResult, tags: list[Tag], rows: list[tuple[int, int]]) -> TagResult:
    result = TagResult(seen=done.seen, refused=done.refused)
    known = {one.pk: one.name for one in tags}
    for one, image in rows:
        result.by_name.setdefault(known[one], []).append(image)
    result.changed = list({image for _one, image in rows})
    return result
