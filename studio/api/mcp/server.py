"""The MCP tools, described so that a model uses them correctly the first time."""

from typing import Annotated

from mcp.server.mcpserver import Context, MCPServer
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.types import CallToolResult, ToolAnnotations
from pydantic import Field

from studio.api.generate.threads import in_database
from studio.api.mcp import gallery, generate, usage
from studio.api.mcp.caller import caller
from studio.api.mcp.results import ImageResult
from studio.provider.model_spec import ModelSpec
from studio.provider.models import DEFAULT_MODEL, MODELS

MAX_BODY = 16 * 1024**2
"""Bytes of one message, which is completely in memory: one or two images as data. For more, use the gallery, URLs, or
the API, whose request bodies go to files."""
INSTRUCTIONS = """\
Creates and finds images with Seedream models in the team's own studio. Each image costs money: make only what \
was asked for, and call a generating tool once per request. Nothing is lost when a call is cut off: the run goes on, \
so look in the gallery (search_gallery) before you generate again.\
"""

READS = ToolAnnotations(read_only_hint=True, open_world_hint=False)
MAKES = ToolAnnotations(read_only_hint=False, destructive_hint=False, idempotent_hint=False)

Prompt = Annotated[
    str,
    Field(
        description="What the image shows, in English or Chinese, best below 600 words. Text to be drawn goes in "
        "double quotes. For several images say how they differ, for example “a series of 3: morning, noon, night”."
    ),
]
EditPrompt = Annotated[
    str,
    Field(
        description="What to keep and what to change. Name the references by their order: “image 1”, “image 2”."
    ),
]
References = Annotated[
    list[str],
    Field(
        min_length=1,
        max_length=14,
        description='1 to 14 pictures, each "image:<id>" of the gallery, an https address, or '
        '"data:image/jpeg;base64,…" (png, webp, gif, bmp and tiff too).',
    ),
]


def _abilities(model: ModelSpec) -> str:
    limits = model.size_limits
    return (
        f"{model.name} makes up to {model.max_images} images from up to {model.max_references} references, in "
        f"{limits.min_pixels:,} to {limits.max_pixels:,} pixels or {', '.join(model.tiers)}"
    )


Model = Annotated[
    str,
    Field(
        max_length=64,
        description="Leave it out unless the user names a model or the usual one "
        f"({DEFAULT_MODEL.name}, where it is available) cannot do what is asked; prices differ. "
        f"{'; '.join(_abilities(model) for model in MODELS.values())}. An administrator chooses which of them may be "
        "used: for another one, the error lists them.",
    ),
]
ImageSize = Annotated[
    str,
    Field(
        description='"WIDTHxHEIGHT" with a ratio of 1:16 to 16:1, of 3,686,400 to 16,777,216 pixels unless another '
        "model is named, such as 2048x2048, "
        "2560x1440, 1440x2560, 2304x1728, 4096x4096; or 2K or 4K, then the ratio follows the prompt."
    ),
]
Images = Annotated[
    int,
    Field(
        ge=1,
        le=15,
        description="At most so many images in one related series; the model decides how many. References and images "
        "are 15 together at most. Budgets reserve this number.",
    ),
]
Watermark = Annotated[bool, Field(description="Draws “AI generated” into the lower right corner.")]

server = MCPServer(name="seedream-studio", title="Seedream Studio", instructions=INSTRUCTIONS)


def session_manager() -> StreamableHTTPSessionManager:
    """Stateless: each request has its access key, and any process of the studio can serve it."""
    return StreamableHTTPSessionManager(
        server._lowlevel_server, stateless=True, max_request_body_size=MAX_BODY
    )


@server.tool(annotations=MAKES, title="Generate images")
async def generate_images(
    ctx: Context,
    prompt: Prompt,
    size: ImageSize = "2048x2048",
    max_images: Images = 1,
    watermark: Watermark = True,
    model: Model = "",
) -> Annotated[CallToolResult, generate.GenerationResult]:
    """Creates one image from words, or a related series. Takes 10 to 60 seconds an image and costs money per image;
    progress is reported as images arrive. Returns links, small previews, the tokens and the cost. To start from
    existing pictures use edit_images."""
    wanted = generate.Wanted(
        prompt=prompt, size=size, max_images=max_images, watermark=watermark, model=model
    )
    return await generate.generate(wanted, caller(ctx), ctx.report_progress)


@server.tool(annotations=MAKES, title="Edit or combine images")
async def edit_images(
    ctx: Context,
    prompt: EditPrompt,
    references: References,
    size: ImageSize = "2048x2048",
    max_images: Images = 1,
    watermark: Watermark = True,
    model: Model = "",
) -> Annotated[CallToolResult, generate.GenerationResult]:
    """Creates images from 1 to 14 reference pictures and words: edits, combinations, variations in the same style.
    The references stay unchanged. Costs money per image, like generate_images."""
    wanted = generate.Wanted(
        prompt=prompt,
        size=size,
        max_images=max_images,
        watermark=watermark,
        model=model,
        references=references,
    )
    return await generate.generate(wanted, caller(ctx), ctx.report_progress)


@server.tool(annotations=READS, title="Search the gallery")
async def search_gallery(
    ctx: Context,
    query: Annotated[
        str,
        Field(max_length=400, description="Words of the prompt, @person, #tag. Empty: the newest images."),
    ] = "",
    limit: Annotated[int, Field(ge=1, le=24)] = 6,
    cursor: Annotated[
        str, Field(max_length=64, description="`next` of the page before; empty for the first.")
    ] = "",
    team: Annotated[
        str, Field(max_length=50, description="A team's address; empty for the key's own gallery.")
    ] = "",
) -> Annotated[CallToolResult, gallery.SearchResult]:
    """Finds images in the gallery that this access key belongs to, newest first, with links and small previews. Use
    an image's `reference` in edit_images. Free of charge."""
    return await in_database(gallery.search, caller(ctx), query=query, limit=limit, cursor=cursor, team=team)


@server.tool(annotations=READS, title="Get an image")
async def get_image(
    ctx: Context, image_id: Annotated[int, Field(description="The number of “image:<id>”.")]
) -> Annotated[CallToolResult, ImageResult]:
    """Reads one image of the gallery: prompt, size, author, review, a link to the full file and a small preview. Free
    of charge."""
    return await in_database(gallery.get, caller(ctx), image_id)


@server.tool(annotations=READS, title="Usage and what is left")
async def get_usage(ctx: Context) -> Annotated[CallToolResult, usage.UsageResult]:
    """What this access key, its owner and its team have used this month, and what is left of the limits and budgets.
    Ask before a large series. Free of charge."""
    return await in_database(usage.read, caller(ctx))
