"""The images to choose references from: the user's own and their teams', or those that a search finds."""

from collections.abc import Collection

from django.http import QueryDict
from django.utils.translation import gettext as _

from studio.accounts.models import Team, User
from studio.gallery.search.query import ImageQuery
from studio.generations.composer.model_fields import image_count_in, model_in
from studio.generations.models import Draft, Image
from studio.generations.models.image import ImageQuerySet
from studio.infra.keyset_pagination import NEWEST, Page

PAGE = 30  # images


def picker_page(
    user: User, *, words: str = "", before: str = "", without: Collection[int] = ()
) -> Page[Image]:
    """One page, newest first, of the images that a search finds, or of all.

    Each gallery is read by its own index, then the results are merged.
    """
    ids: set[int] = set()
    for images in _galleries(user, words):
        found = NEWEST.after(images.exclude(pk__in=without), before)
        ids.update(found.values_list("pk", flat=True)[: PAGE + 1])
    newest = sorted(ids, reverse=True)[: PAGE + 1]
    rows = Image.objects.select_related("generation").in_bulk(newest[:PAGE])
    return Page(
        rows=[rows[pk] for pk in newest[:PAGE]],
        before=str(newest[PAGE - 1]) if len(newest) > PAGE else None,
    )


def _galleries(user: User, words: str) -> list[ImageQuerySet]:
    """The images found in the user's own gallery and in each of their teams'."""
    query = QueryDict(mutable=True)
    query["q"] = words
    teams = Team.objects.filter(memberships__user=user)
    return [ImageQuery.within(team, query, viewer=user).images() for team in (None, *teams)]


def ticked_images(user: User, ids: Collection[int]) -> list[Image]:
    """The ticked images that the user may see, in the order of the ids."""
    found = Image.objects.visible_to(user).stored().select_related("generation").in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]


def room_text(draft: Draft | None, chosen: int) -> str:
    """The number of references, and why a group leaves room for fewer than the model accepts."""
    images = image_count_in(draft.fields) if draft else 1
    model = model_in(draft.fields if draft else {})
    count = chosen + (len(draft.references) if draft else 0)
    values = {"n": count, "max": model.max_references, "images": images}
    if images == 1:
        return _("{n} of {max} references").format(**values)
    left = max(0, model.max_together - images - count)
    return _("{n} of {max} · group of {images} leaves room for {left} more").format(**values, left=left)
