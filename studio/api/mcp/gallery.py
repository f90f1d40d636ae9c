"""The tools that find images: what the access key's place holds, and nothing else."""

from django.http import QueryDict
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import CallToolResult
from pydantic import BaseModel, Field

from studio.accounts.models import AccessKey, Scope
from studio.accounts.request_utils import parse_number
from studio.api.mcp.caller import Caller
from studio.api.mcp.results import ImageResult, answer, describe_image
from studio.gallery.search.pagination import images_in
from studio.gallery.search.query import ImageQuery
from studio.generations.models import Image
from studio.generations.models.image import ImageQuerySet
from studio.provider.server.errors import Refusal

RELATED = ("generation__owner", "owner", "team")


class SearchResult(BaseModel):
    """A page of what was found, newest first."""

    images: list[ImageResult]
    next: str = Field(description="The `cursor` of the next page; empty on the last.")


def search(caller: Caller, *, query: str, limit: int, cursor: str) -> CallToolResult:
    caller.require(Scope.READ)
    before = parse_number(cursor) if cursor else None
    if cursor and before is None:
        raise ToolError(
            "The cursor is not one that search_gallery returned. Leave it empty for the first page."
        )
    found = _matching(caller.key, query)
    found = found.filter(pk__lt=before) if before else found
    rows = list(found.select_related(*RELATED).order_by("-pk")[: limit + 1])
    images, more = rows[:limit], rows[limit:]
    result = SearchResult(
        images=[describe_image(image, caller.origin) for image in images],
        next=str(images[-1].pk) if more else "",
    )
    lines = [f"{one.reference} · {one.width}×{one.height} · {one.prompt[:120]}" for one in result.images]
    return answer("\n".join(lines) or "No image was found.", result, images, caller.origin)


def get(caller: Caller, pk: int) -> CallToolResult:
    caller.require(Scope.READ)
    try:
        image = get_visible(caller, str(pk))
    except Refusal as refusal:
        raise ToolError(refusal.message) from refusal
    result = describe_image(image, caller.origin)
    text = f"{result.reference}, {result.width}×{result.height}, by {result.author}: {result.prompt}"
    return answer(text, result, [image], caller.origin)


def get_visible(caller: Caller, number: str) -> Image:
    """An image of the key's place, by its number. Raises Refusal."""
    pk = parse_number(number)
    image = _all(caller.key).select_related(*RELATED).filter(pk=pk).first() if pk else None
    if image is None:
        message = (
            f"There is no image {number[:20]} in the gallery of this access key. search_gallery finds images."
        )
        raise Refusal(404, "NotFound", message, param="references")
    return image


def _all(key: AccessKey) -> ImageQuerySet:
    return images_in(key.team, viewer=key.owner)


def _matching(key: AccessKey, query: str) -> ImageQuerySet:
    """As the search field of the gallery reads it."""
    asked = QueryDict(mutable=True)
    asked["q"] = query
    return ImageQuery.within(key.team, asked, viewer=key.owner).images()
