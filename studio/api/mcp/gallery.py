"""The tools that find images, with the same queries as the API's endpoints."""

from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import CallToolResult
from pydantic import BaseModel, Field

from studio.accounts.models import Scope
from studio.api.mcp.caller import Caller
from studio.api.mcp.results import ImageResult, describe_image, tool_result
from studio.api.reading.images import find_images, get_image
from studio.api.reading.queries import ImageParameters
from studio.provider.server.errors import Refusal


class SearchResult(BaseModel):
    """A page of what was found, newest first."""

    images: list[ImageResult]
    next: str = Field(description="The `cursor` of the next page; empty on the last.")


def search(caller: Caller, *, query: str, limit: int, cursor: str, team: str) -> CallToolResult:
    """Raises ToolError."""
    caller.require(Scope.READ)
    fields = {"q": query, "limit": limit, "after": cursor, "team": team}
    asked = ImageParameters.model_validate(fields)
    try:
        page = find_images(caller.key, asked)
    except Refusal as refusal:
        raise ToolError(refusal.message) from refusal
    described = [describe_image(image, caller.origin) for image in page.rows]
    result = SearchResult(images=described, next=page.before or "")
    lines = [f"{one.reference} · {one.size} · {one.prompt[:120]}" for one in described]
    return tool_result("\n".join(lines) or "No image was found.", result, page.rows, described)


def get(caller: Caller, pk: int) -> CallToolResult:
    """Raises ToolError."""
    caller.require(Scope.READ)
    try:
        image = get_image(caller.key, pk)
    except Refusal as refusal:
        raise ToolError(refusal.message) from refusal
    result = describe_image(image, caller.origin)
    text = f"{result.reference}, {result.size}, by {result.owner.name}: {result.prompt}"
    return tool_result(text, result, [image], [result])
