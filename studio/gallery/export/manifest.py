"""The facts about each image in a ZIP file's manifest."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Count, F, Q

from studio.accounts.models import User
from studio.gallery.models import Favourite, ImageTag
from studio.generations.models import Image, Reference
from studio.provider.limits import tokens

COLUMNS = ("file", "prompt", "size", "width", "height", "person", "team", "created", "model", "tokens",
           "sha256", "tags", "rating", "favourite", "address", "problem")  # fmt: skip


def facts(images: Sequence[Image], *, viewer: User, site: str) -> Iterator[dict[str, Any]]:
    """A row for each image, in three queries for all. The images must have their runs, owners and teams selected."""
    ids = [image.pk for image in images]
    tags = _tags(ids, viewer)
    favourites = set(Favourite.objects.filter(user=viewer, image__in=ids).values_list("image", flat=True))
    references = _references({image.generation_id for image in images})
    for image in images:
        run = image.generation
        yield {
            "file": image.download_name,
            "prompt": run.prompt,
            "size": run.size,
            "width": image.width,
            "height": image.height,
            "person": str(image.owner),
            "team": str(image.team or ""),
            "created": run.created.isoformat(timespec="seconds"),
            "model": run.model,
            "tokens": tokens([image.pixels]),
            "sha256": image.sha256,
            "tags": tags[image.pk],
            "rating": image.rating or None,
            "favourite": image.pk in favourites,
            "address": f"{site.rstrip('/')}{image.get_absolute_url()}",
            "problem": "",
            "references": references.get(run.pk, 0),
            "settings": {
                "max_images": run.max_images,
                "watermark": run.watermark,
                "optimize_prompt": run.optimize_prompt,
                "web_search": run.web_search,
            },
        }


def _tags(ids: list[int], viewer: User) -> dict[int, list[str]]:
    """The tags of the image's team, and the viewer's own; the private tags of another owner are not included."""
    mine = Q(tag__team=F("image__team")) | Q(tag__owner=viewer)
    tags: dict[int, list[str]] = defaultdict(list)
    for image, name in (
        ImageTag.objects.filter(mine, image__in=ids).order_by("tag__name").values_list("image", "tag__name")
    ):
        tags[image].append(name)
    return tags


def _references(runs: set[int]) -> dict[int, int]:
    counted = Reference.objects.filter(generation__in=runs).order_by().values("generation")
    return dict(counted.annotate(count=Count("pk")).values_list("generation", "count"))
