"""/docs/api/: the documentation of the API for programmers, for everybody who is signed in."""

import html
import json
import re
import shlex
import tomllib

import httpx2
import pytest
from django.urls import reverse
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from studio.accounts.models import Membership
from studio.accounts.workspace import switch
from studio.api.docs.errors import error_rows
from studio.api.docs.examples import CLIENTS, ENDINGS, FOLDER, ORIGIN, TOPICS, examples
from studio.api.docs.fields import fields
from studio.api.docs.highlight import highlight
from studio.api.docs.requests import generation_fields, image_parameters, usage_parameters
from studio.api.mcp.server import server
from studio.api.openapi.generations import GenerationRequest
from studio.api.openapi.operations import OPERATIONS
from studio.api.reading.queries import ImageParameters, UsageParameters
from studio.policies.models import ModelSwitch
from studio.provider.models import MODELS, SEEDREAM_4_5, SEEDREAM_5_0_LITE, SEEDREAM_5_0_PRO
from studio.webhooks.models.endpoint import EventType
from tests.accounts.factories import administrator
from tests.database import ROOT
from tests.fixtures import enable_models
from tests.live import LiveStudio

PAGE = "/docs/api/"


@pytest.fixture
def page(alice, client_for) -> str:
    response = client_for(alice).get(PAGE)
    assert response.status_code == 200
    return response.text


def shown_examples(page: str) -> dict[str, str]:
    """The examples on the page by their file, as a reader copies them."""
    found = re.findall(r'<code id="([\w-]+)">(.*?)</code></pre>', page, re.DOTALL)
    names = {one.id: one.file for several in examples().values() for one in several}
    return {names[key]: html.unescape(re.sub(r"</?span.*?>", "", text)) for key, text in found}


def names_of(schema: dict) -> set[str]:
    return set(schema["properties"])


def text_of(file: str) -> str:
    return (FOLDER / file).read_text().rstrip()


# ── Examples ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.django_db
def test_every_example_is_shown_unchanged_but_for_the_studio_s_address(page, settings):
    files = {path.name for path in FOLDER.iterdir() if path.is_file()}
    assert shown_examples(page) == {
        file: text_of(file).replace(ORIGIN, settings.PUBLIC_URL) for file in files
    }


def test_examples_read_the_address_and_the_key_from_the_environment():
    for file in (topic + ending for topic in TOPICS for ending in ENDINGS.values()):
        if (FOLDER / file).exists() and not file.startswith("verify"):
            assert "STUDIO_URL" in text_of(file), file
            assert "STUDIO_KEY" in text_of(file), file
            assert ORIGIN not in text_of(file), file


@pytest.mark.parametrize("topic", TOPICS)
def test_each_language_has_exactly_one_example(topic):
    seen = [name for example in examples()[topic] for name in example.languages.split()]
    assert sorted(seen) == sorted(ENDINGS)


def test_only_comments_and_strings_are_highlighted():
    code = highlight('# a "b"\nx = "https://c" <d>')
    assert code == (
        '<span class="token-comment"># a &quot;b&quot;</span>\n'
        'x = <span class="token-string">&quot;https://c&quot;</span> &lt;d&gt;'
    )


# ── Consistency with the API ─────────────────────────────────────────────────────────────────────────────


def test_every_field_and_parameter_is_explained():
    explained = {one.name.partition(".")[0] for one in generation_fields([*MODELS.values()])}
    assert explained == names_of(GenerationRequest.model_json_schema())
    for rows, model in ((image_parameters(), ImageParameters), (usage_parameters(), UsageParameters)):
        assert {one.name for one in rows} == names_of(model.model_json_schema())


def test_types_match_the_api():
    kinds = {one.name: one.kind for one in generation_fields([SEEDREAM_4_5])}
    assert kinds["images"] == "string[] | string"
    assert kinds["sequential_image_generation_options.max_images"] == "integer"
    assert kinds["response_format"] == '"url" | "b64_json"'
    assert kinds["optimize_prompt_options.mode"] == '"standard"'
    shapes = {one.name: one.kind for one in image_parameters()}["shape"]
    assert shapes == '("square" | "landscape" | "portrait" | "pano")[]'


def test_fields_that_no_model_supports_are_not_listed():
    plain, lite, pro = (
        {one.name for one in generation_fields([model])}
        for model in (SEEDREAM_4_5, SEEDREAM_5_0_LITE, SEEDREAM_5_0_PRO)
    )
    assert lite - plain == {"tools", "output_format"}
    assert {"stream", "sequential_image_generation"} <= plain - pro


def test_text_is_escaped_except_for_its_code():
    [row] = fields(GenerationRequest, {"prompt": "<b> and `<i>`"})
    assert row.text == "&lt;b&gt; and <code>&lt;i&gt;</code>"


@pytest.mark.django_db
def test_every_endpoint_event_and_tool_is_on_the_page(page):
    for operation in OPERATIONS:
        assert operation.path.partition("{token}")[0] in page
    for event in EventType.values:
        assert event in page
    for tool in server._tool_manager.list_tools():
        assert f'<code class="fields__name">{tool.name}</code>' in page


def test_every_error_code_is_used_by_the_studio():
    sources = "".join(
        path.read_text() for path in (ROOT / "studio").rglob("*.py") if "docs" not in path.parts
    )
    for code in (code for row in error_rows() for code in row.codes):
        assert f'"{code}"' in sources, code


@pytest.mark.django_db
def test_the_table_of_contents_links_to_every_section(page):
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len({*ids})
    assert re.findall(r'<a href="#([\w-]+)"', page) == re.findall(
        r'<section class="docs__section[^>]* id="([\w-]+)"', page
    )


# ── Available models ─────────────────────────────────────────────────────────────────────────────────────


def models_on(page: str) -> list[str]:
    return re.findall(r"<h3 lang=\"en\">(.*?)</h3>", page)


def test_only_models_that_are_switched_on_are_listed(alice, team, client_for):
    root, client = administrator(), client_for(alice)
    enable_models("doubao-seedream-5.0-lite", by=root, team=team)
    assert models_on(client.get(PAGE).text) == ["Seedream 4.5"]
    switch(alice, team.slug)
    team_page = client.get(PAGE).text
    assert models_on(team_page) == ["Seedream 4.5", "Seedream 5.0 Lite"]
    assert team.name in team_page


def test_the_page_says_when_the_model_of_the_examples_is_off(alice, client_for):
    root, client = administrator(), client_for(alice)
    assert "which is not switched on" not in client.get(PAGE).text
    enable_models("doubao-seedream-5.0-pro", by=root)
    ModelSwitch.objects.create(team=None, model=SEEDREAM_4_5.name, is_on=False, changed_by=root)
    page = client.get(PAGE).text
    assert models_on(page) == ["Seedream 5.0 Pro"]
    assert "The examples use Seedream 4.5, which is not switched on" in page


def test_the_models_of_a_team_that_was_left_are_not_listed(alice, team, client_for):
    enable_models("doubao-seedream-5.0-lite", by=administrator(), team=team)
    switch(alice, team.slug)
    Membership.objects.filter(user=alice).delete()
    assert models_on(client_for(alice).get(PAGE).text) == ["Seedream 4.5"]


# ── Clients of the Model Context Protocol ────────────────────────────────────────────────────────────────


def client_settings(file: str) -> tuple[str, str]:
    """The URL and the header that a client with these settings uses, with the placeholder of the key."""
    text = text_of(file)
    if file.endswith(".sh"):
        words = shlex.split(text)
        return words[words.index("seedream") + 1], words[words.index("--header") + 1].partition(": ")[2]
    if file.endswith(".toml"):
        settings = tomllib.loads(text)["mcp_servers"]["seedream"]
        return settings["url"], f"Bearer ${settings['bearer_token_env_var']}"
    document = json.loads(text)
    settings = document.get("servers", document.get("mcpServers"))["seedream"]
    if "args" in settings:
        header = settings["args"][-1].partition(":")[2]
        return settings["args"][2], header.replace("${STUDIO_AUTH}", settings["env"]["STUDIO_AUTH"])
    return settings["url"], settings["headers"]["Authorization"]


@pytest.mark.parametrize("file", CLIENTS)
async def test_a_client_with_these_settings_finds_the_tools(studio: LiveStudio, secret: str, file: str):
    address, header = client_settings(file)
    for placeholder in ("$STUDIO_KEY", "${env:STUDIO_KEY}", "${input:studio-key}", "sds_…"):
        header = header.replace(placeholder, secret)
    assert header == f"Bearer {secret}"
    async with (
        httpx2.AsyncClient(headers={"Authorization": header}, timeout=60, trust_env=False) as http,
        Client(streamable_http_client(address.replace(ORIGIN, studio.url), http_client=http)) as client,
    ):
        assert (await client.list_tools()).tools


# ── Links and written documentation ──────────────────────────────────────────────────────────────────────


def test_the_page_of_access_keys_links_to_the_documentation(alice, client_for):
    assert f'href="{PAGE}"' in client_for(alice).get(reverse("access_keys")).text


def test_the_written_documentation_matches_the_page():
    written = (ROOT / "docs/api.md").read_text()
    blocks = re.findall(r"^```\w*\n(.*?)^```", written, re.DOTALL | re.MULTILINE)
    files = {text_of(path.name) for path in FOLDER.iterdir() if path.is_file()}
    assert [block for block in blocks if block.rstrip() not in files] == []
    codes = {code for row in error_rows() for code in row.codes}
    rows = {
        one.name for one in (*generation_fields([SEEDREAM_4_5]), *image_parameters(), *usage_parameters())
    }
    assert [name for name in (*codes, *rows) if f"`{name}`" not in written] == []
