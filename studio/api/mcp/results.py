"""Results of the tools: data for the program, text and small previews for the model."""

import base64
from collections.abc import Iterator, Sequence

from django.core.files.storage import default_storage
from mcp_types import CallToolResult, ContentBlock, ImageContent, ResourceLink, TextContent
from pydantic import BaseModel, Field

from studio.accounts.permissions import denial_reason_download
from studio.api.reading.images import image_out
from studio.api.reading.schemas import ImageOut
from studio.api.signed_links import path_of
from studio.generations.media.thumbnails import shrink
from studio.generations.models import Image

MOST_PREVIEWS, PREVIEW = 6, 320
"""Number of previews, as a model's context has room for only a few, and pixels of their longer side."""


class ImageResult(ImageOut):
    """An image as the API describes it, with what a model needs to show it and to use it again."""

    reference: str = Field(description='What names the image in `references`: "image:<id>".')
    link: str | None = Field(
        description="The full JPEG, without a key, for 24 hours from when it was made; null when the team lets only "
        "approved images leave."
    )


def describe_image(image: Image, origin: str) -> ImageResult:
    """Describes an image loaded `with_visible_tags`."""
    needs_review = image.generation.needs_review
    may_leave = not denial_reason_download(image.owner, image.team, needs_review=needs_review)
    link = origin + path_of(image) if may_leave else None
    return ImageResult(**dict(image_out(image)), reference=f"image:{image.pk}", link=link)


def tool_result(
    text: str, result: BaseModel, images: Sequence[Image], described: Sequence[ImageResult]
) -> CallToolResult:
    """Builds a tool result: text, a link to each image, previews of the first ones, and the result as data."""
    content: list[ContentBlock] = [
        TextContent(text=text),
        *_links(described),
        *_previews(images[:MOST_PREVIEWS]),
    ]
    return CallToolResult(content=content, structured_content=result.model_dump(mode="json"))


def _links(images: Sequence[ImageResult]) -> list[ResourceLink]:
    return [
        ResourceLink(name=one.reference, uri=one.link, mime_type="image/jpeg", description=one.prompt[:200])
        for one in images
        if one.link
    ]


def _previews(images: Sequence[Image]) -> Iterator[ImageContent]:
    """Skips unreadable thumbnails: a result about paid images must not fail because of one."""
    for image in images:
        try:
            with default_storage.open(image.thumbnail) as file:
                small = shrink(file, PREVIEW)
        except OSError:
            continue
        yield ImageContent(data=base64.b64encode(small).decode(), mime_type="image/webp")
