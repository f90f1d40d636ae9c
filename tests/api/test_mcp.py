"""/mcp: the studio as tools for agents, called with the official client."""

import asyncio
import base64
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import httpx2
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import CallToolResult
from PIL import Image as Pillow

from studio.accounts.models import AccessKey, Membership, Role, Scope, Team
from studio.api.mcp import generate
from studio.api.mcp.caller import Caller
from studio.generations.models import Generation, Image, Reference
from studio.policies.models import ModelSwitch
from studio.provider.models import DEFAULT_MODEL
from tests.accounts.factories import access_key
from tests.fixtures import create_user, enable_models, unique_word
from tests.live import LiveStudio

TOOLS = {"generate_images", "edit_images", "search_gallery", "get_image", "get_usage"}


@asynccontextmanager
async def agent(studio: LiveStudio, secret: str) -> AsyncIterator[Client]:
    headers = {"Authorization": f"Bearer {secret}"}
    async with (
        httpx2.AsyncClient(headers=headers, timeout=60, trust_env=False) as http,
        Client(streamable_http_client(f"{studio.url}/mcp", http_client=http)) as client,
    ):
        yield client


def text_of(result: CallToolResult) -> str:
    return "\n".join(one.text for one in result.content if one.type == "text")


def unique_prompt(prompt: str = "A vase") -> str:
    return f"{prompt} {unique_word()}"


def references_of(studio: LiveStudio, run: int) -> int:
    with studio.db():
        return Reference.objects.filter(generation=run).count()


def remove_thumbnail(studio: LiveStudio, image: int) -> None:
    with studio.db():
        Image.objects.filter(pk=image).update(thumbnail="images/nowhere.webp")


def model_of(studio: LiveStudio, run: int) -> str:
    with studio.db():
        return Generation.objects.get(pk=run).model


def team_key_with_model(studio: LiveStudio, model: str, *, without_default_model: bool = False) -> str:
    """The secret of a key in a team where this model is switched on."""
    with studio.db():
        owner = create_user(f"Alice{unique_word()}")
        team = Team.objects.create(name="Posters", slug=f"agents-{owner.pk}")
        Membership.objects.create(team=team, user=owner, role=Role.DESIGNER)
        enable_models(model, by=owner, team=team)
        if without_default_model:
            ModelSwitch.objects.create(team=team, model=DEFAULT_MODEL.name, is_on=False, changed_by=owner)
        return access_key(owner, team).secret


def key_secret(studio: LiveStudio, *scopes: Scope, **limits: Any) -> str:
    with studio.db():
        return access_key(create_user(f"Alice{unique_word()}"), scopes=scopes, **limits).secret


async def test_the_tools_are_described(studio: LiveStudio, secret: str) -> None:
    async with agent(studio, secret) as client:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
    assert set(tools) == TOOLS
    assert "costs money" in (tools["generate_images"].description or "")
    assert all(tool.output_schema for tool in tools.values())


async def test_a_series_is_created_and_its_progress_reported(studio: LiveStudio, secret: str) -> None:
    reported: list[float] = []

    async def on_progress(progress: float, total: float | None, message: str | None) -> None:
        reported.append(progress)

    async with agent(studio, secret) as client:
        arguments = {"prompt": unique_prompt("A series of 2 vases"), "max_images": 2}
        result = await client.call_tool("generate_images", arguments, progress_callback=on_progress)
    assert not result.is_error, text_of(result)
    assert max(reported) >= 1
    output = result.structured_content
    assert len(output["images"]) == 2
    assert output["tokens"] == 2 * 16384
    original = httpx.get(output["images"][0]["link"], trust_env=False)
    assert original.headers["content-type"] == "image/jpeg"
    [thumbnail, _other] = [one for one in result.content if one.type == "image"]
    with Pillow.open(io.BytesIO(base64.b64decode(thumbnail.data))) as preview:
        assert max(preview.size) == 320


async def test_a_model_that_is_switched_on_is_used(studio: LiveStudio) -> None:
    secret = await asyncio.to_thread(team_key_with_model, studio, "doubao-seedream-5.0-pro")
    async with agent(studio, secret) as client:
        arguments = {"prompt": unique_prompt(), "model": "doubao-seedream-5.0-pro"}
        result = await client.call_tool("generate_images", arguments)
    assert not result.is_error, text_of(result)
    assert await asyncio.to_thread(model_of, studio, result.structured_content["run"]) == arguments["model"]


async def test_another_model_is_used_where_the_default_one_is_switched_off(studio: LiveStudio) -> None:
    secret = await asyncio.to_thread(
        team_key_with_model, studio, "doubao-seedream-4.0", without_default_model=True
    )
    async with agent(studio, secret) as client:
        result = await client.call_tool("generate_images", {"prompt": unique_prompt()})
    assert not result.is_error, text_of(result)
    assert (
        await asyncio.to_thread(model_of, studio, result.structured_content["run"]) == "doubao-seedream-4.0"
    )


@pytest.mark.parametrize("model", ["doubao-seedream-5.0-pro", "dall-e-3"])
async def test_an_unavailable_model_is_refused_with_the_available_ones(
    studio: LiveStudio, secret: str, model: str
) -> None:
    async with agent(studio, secret) as client:
        result = await client.call_tool("generate_images", {"prompt": unique_prompt(), "model": model})
    assert result.is_error
    assert "Available: doubao-seedream-4.5" in text_of(result)


async def test_gallery_images_and_image_data_can_be_edited(studio: LiveStudio, secret: str) -> None:
    buffer = io.BytesIO()
    Pillow.new("RGB", (64, 64), "teal").save(buffer, "PNG")
    data = "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()
    async with agent(studio, secret) as client:
        first = await client.call_tool("generate_images", {"prompt": unique_prompt()})
        reference = first.structured_content["images"][0]["reference"]
        arguments = {"prompt": unique_prompt("Put image 2 on image 1"), "references": [reference, data]}
        edited = await client.call_tool("edit_images", arguments)
    assert not edited.is_error, text_of(edited)
    assert await asyncio.to_thread(references_of, studio, edited.structured_content["run"]) == 2


async def test_the_gallery_is_searched_page_by_page(studio: LiveStudio, secret: str) -> None:
    prompt = unique_prompt("A lighthouse")
    async with agent(studio, secret) as client:
        await client.call_tool("generate_images", {"prompt": prompt})
        await client.call_tool("generate_images", {"prompt": prompt})
        page = await client.call_tool("search_gallery", {"query": prompt.split()[-1], "limit": 1})
        cursor = page.structured_content["next"]
        rest = await client.call_tool("search_gallery", {"query": "lighthouse", "limit": 1, "cursor": cursor})
        [image] = rest.structured_content["images"]
        one = await client.call_tool("get_image", {"image_id": image["id"]})
    assert image["id"] < page.structured_content["images"][0]["id"]
    assert rest.structured_content["next"] == ""
    assert one.structured_content == image


async def test_the_rest_of_the_monthly_limit_is_reported(studio: LiveStudio) -> None:
    secret = await asyncio.to_thread(key_secret, studio, Scope.GENERATE, Scope.READ, images_per_month=5)
    async with agent(studio, secret) as client:
        await client.call_tool("generate_images", {"prompt": unique_prompt()})
        usage = await client.call_tool("get_usage", {})
        refused = await client.call_tool("generate_images", {"prompt": unique_prompt(), "max_images": 5})
    assert usage.structured_content["images_left"] == 4
    assert refused.is_error
    assert "limited to 5 images per month" in text_of(refused)


@pytest.mark.parametrize(
    ("tool", "arguments", "message"),
    [
        ("generate_images", {"prompt": "A vase", "size": "100x100"}, "at least 3686400 pixels"),
        ("generate_images", {"prompt": " "}, "missing `prompt`"),
        (
            "edit_images",
            {"prompt": "A vase", "references": ["image:999999999"]},
            "There is no such image",
        ),
        (
            "edit_images",
            {"prompt": "A vase", "references": ["http://127.0.0.1/a.png"]},
            "must start with https",
        ),
        ("edit_images", {"prompt": "A vase", "references": ["image:x"]}, "with a number of the gallery"),
        ("get_image", {"image_id": 999999999}, "There is no such image"),
        ("search_gallery", {"cursor": "abc"}, "of the page before"),
        ("search_gallery", {"team": "strangers"}, "There is no such team"),
    ],
)
async def test_an_error_tells_the_agent_what_is_wrong(
    studio: LiveStudio, secret: str, tool: str, arguments: dict[str, Any], message: str
) -> None:
    async with agent(studio, secret) as client:
        result = await client.call_tool(tool, arguments)
    assert result.is_error
    assert message in text_of(result)


async def test_an_image_of_another_user_is_not_found(studio: LiveStudio, secret: str) -> None:
    other = await asyncio.to_thread(key_secret, studio, Scope.GENERATE, Scope.READ)
    async with agent(studio, secret) as client:
        made = await client.call_tool("generate_images", {"prompt": unique_prompt()})
    number = made.structured_content["images"][0]["id"]
    async with agent(studio, other) as client:
        result = await client.call_tool("get_image", {"image_id": number})
        edited = await client.call_tool(
            "edit_images", {"prompt": "A vase", "references": [f"image:{number}"]}
        )
    assert result.is_error
    assert edited.is_error


@pytest.mark.parametrize(
    ("scope", "tool", "arguments"),
    [
        (Scope.READ, "generate_images", {"prompt": "A vase"}),
        (Scope.GENERATE, "search_gallery", {}),
        (Scope.GENERATE, "get_image", {"image_id": 1}),
        (Scope.GENERATE, "get_usage", {}),
    ],
)
async def test_a_key_without_the_scope_is_refused(
    studio: LiveStudio, scope: Scope, tool: str, arguments: dict[str, Any]
) -> None:
    async with agent(studio, await asyncio.to_thread(key_secret, studio, scope)) as client:
        result = await client.call_tool(tool, arguments)
    assert result.is_error
    assert "does not have the scope" in text_of(result)


async def test_an_image_without_a_thumbnail_is_returned_without_a_preview(
    studio: LiveStudio, secret: str
) -> None:
    async with agent(studio, secret) as client:
        made = await client.call_tool("generate_images", {"prompt": unique_prompt()})
        [image] = made.structured_content["images"]
        await asyncio.to_thread(remove_thumbnail, studio, image["id"])
        again = await client.call_tool("get_image", {"image_id": image["id"]})
    assert again.structured_content == image
    assert [one.type for one in again.content] == ["text", "resource_link"]


async def test_a_failure_after_the_start_says_that_the_run_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def started(*_args: object) -> Generation:
        return Generation(pk=7)

    async def broken(*_args: object) -> CallToolResult:
        raise RuntimeError

    monkeypatch.setattr(generate, "_start", started)
    monkeypatch.setattr(generate, "_follow", broken)
    wanted = generate.Wanted(prompt="A vase", size="2K", max_images=1, watermark=True)
    caller = Caller(key=AccessKey(scopes=[Scope.GENERATE]), origin="")
    with pytest.raises(ToolError, match=r"Run 7 was started and goes on.*would be billed again"):
        await generate.generate(wanted, caller, broken)
