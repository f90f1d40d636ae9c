"""What the tools answer: facts for the program, a sentence and small previews for the model."""

import base64
from collections.abc import Iterable, Sequence

from django.core.files.storage import default_storage
from mcp_types import CallToolResult, ContentBlock, ImageContent, ResourceLink, TextContent
from pydantic import BaseModel, Field

from studio.accounts.permissions import denial_reason_download
from studio.api.links import path_of
from studio.generations.media.thumbnails import shrink
from studio.generations.models import Image

MOST_PREVIEWS, PREVIEW = 6, 320
"""A model's context has room for a few small pictures; pixels of the longer side."""


class ImageResult(BaseModel):
    """An image of the studio."""

    id: int
    reference: str = Field(description='What names the image in `references`: "image:<id>".')
    url: str | None = Field(
        description="The full JPEG without signing in, for 24 hours from when it was made; null when the team lets "
        "only approved images leave."
    )
    page: str = Field(description="Its page in the studio, for people who sign in.")
    width: int
    height: int
    prompt: str
    author: str
    created: str = Field(description="ISO 8601.")
    review: str = Field(description="Empty, or how far its review is.")


def describe_image(image: Image, origin: str) -> ImageResult:
    """`image` with its generation and owner."""
    run = image.generation
    refusal = denial_reason_download(image.owner, image.team, needs_review=run.needs_review)
    return ImageResult(
        id=image.pk,
        reference=f"image:{image.pk}",
        url=None if refusal else origin + path_of(image),
        page=origin + image.get_absolute_url(),
        width=image.width or 0,
        height=image.height or 0,
        prompt=run.prompt,
        author=str(run.owner),
        created=run.created.isoformat(),
        review=image.review,
    )


def answer(text: str, result: BaseModel, images: Sequence[Image], origin: str) -> CallToolResult:
    """One result: the text, a link to each image, previews of the first ones, and all of it as data."""
    content: list[ContentBlock] = [TextContent(text=text)]
    content += _links(images, origin)
    content += [_preview(image) for image in images[:MOST_PREVIEWS]]
    return CallToolResult(content=content, structured_content=result.model_dump())


def _links(images: Iterable[Image], origin: str) -> list[ContentBlock]:
    described = [describe_image(image, origin) for image in images]
    return [
        ResourceLink(name=one.reference, uri=one.url, mime_type="image/jpeg", description=one.prompt[:200])
        for one in described
        if one.url
    ]


def _preview(image: Image) -> ImageContent:
    with default_storage.open(image.thumbnail) as file:
        small = shrink(file, PREVIEW)
    return ImageContent(data=base64.b64encode(small).decode(), mime_type="image/webp")
