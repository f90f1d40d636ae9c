"""The reference's own curl and other people's clients, the same against the studio and against the sandbox."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openai
import pytest
from openai import OpenAI
from volcenginesdkarkruntime import Ark
from volcenginesdkarkruntime._exceptions import ArkAPIError, ArkBadRequestError
from volcenginesdkarkruntime.types.images import SequentialImageGenerationOptions

from studio.sandbox.painter import flat
from studio.sandbox.server import running
from studio.sandbox.settings import SandboxSettings

CURL = """
curl --location 'https://api.modelverse.cn/v1/images/generations' \\
  --header "Authorization: Bearer $MODELVERSE_API_KEY" \\
  --header 'Content-Type: application/json' \\
  --data '{
    "model": "doubao-seedream-4.5",
    "prompt": "将图片转换为铅笔素描",
    "images": ["https://umodelverse-inference.cn-wlcb.ufileos.com/ucloud-maxcot.jpg"],
    "size": "2k",
    "watermark": false,
    "stream": false,
    "response_format":"url"
  }'
"""
EXTRA = {
    "images": ["https://umodelverse-inference.cn-wlcb.ufileos.com/ucloud-maxcot.jpg"],
    "size": "2K",
    "response_format": "url",
    "watermark": False,
}
GROUP = {
    "sequential_image_generation": "auto",
    "sequential_image_generation_options": {"max_images": 3},
}


@dataclass(frozen=True)
class Service:
    """Where the contract is served, and a key to it."""

    url: str
    key: str


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("sandbox")
    settings = SandboxSettings(folder=folder, delay=0, painter=flat.paint, processes=0, slow_link=0.1)
    with running(settings) as address:
        yield address


@pytest.fixture(params=["studio", "sandbox"])
def service(request: pytest.FixtureRequest) -> Service:
    if request.param == "sandbox":
        return Service(request.getfixturevalue("sandbox"), "key")
    return Service(request.getfixturevalue("studio").url, request.getfixturevalue("secret"))


@pytest.fixture
def client(service: Service) -> Iterator[OpenAI]:
    with OpenAI(base_url=f"{service.url}/v1", api_key=service.key, max_retries=0) as client:
        yield client


@pytest.fixture
def ark(service: Service) -> Iterator[Ark]:
    with Ark(base_url=f"{service.url}/api/v3", api_key=service.key, max_retries=0) as client:
        yield client


def test_the_reference_curl(service):
    command = CURL.replace("https://api.modelverse.cn", service.url).replace("curl ", "curl --silent ", 1)
    environment = {**os.environ, "MODELVERSE_API_KEY": service.key}
    answer = subprocess.run(["bash", "-c", command], capture_output=True, check=True, env=environment)
    item = json.loads(answer.stdout)["data"][0]
    assert item["size"] == "2048x2048"
    assert item["url"].startswith(service.url)


def test_openai(client, service):
    answer = client.images.generate(
        model="doubao-seedream-4.5", prompt="Convert to quick pencil sketch", extra_body=EXTRA
    )
    assert answer.data[0].url.startswith(service.url)
    assert answer.usage.output_tokens == 16384


def test_openai_streamed(client):
    stream = client.images.generate(
        model="doubao-seedream-4.5", prompt="three views", stream=True, extra_body=EXTRA | GROUP
    )
    events = [event.model_dump() for event in stream]
    assert [event["type"].rpartition(".")[2] for event in events] == ["partial_succeeded"] * 3 + ["completed"]
    assert events[-1]["usage"]["output_tokens"] == 3 * 16384


def test_openai_gets_its_own_errors(client):
    with pytest.raises(openai.BadRequestError, match="at least 3686400 pixels"):
        client.images.generate(model="doubao-seedream-4.5", prompt="x", size="1024x1024", stream=True)
    with pytest.raises(openai.AuthenticationError):
        client.with_options(api_key="bad").images.generate(model="doubao-seedream-4.5", prompt="x")


def test_openai_raises_on_a_failed_image_in_a_stream(client):
    stream = client.images.generate(
        model="doubao-seedream-4.5", prompt="[[fault:fail:1]]", stream=True, extra_body=GROUP
    )
    with pytest.raises(openai.APIError, match="sensitive"):
        list(stream)


def test_openai_gets_the_images_around_a_failed_one(client):
    answer = client.images.generate(
        model="doubao-seedream-4.5", prompt="three [[fault:fail:1]]", extra_body=GROUP
    )
    assert [bool(item.url) for item in answer.data] == [True, False, True]
    assert answer.usage.output_tokens == 2 * 16384


def test_ark(ark):
    answer = ark.images.generate(
        model="doubao-seedream-4-5-251128",
        prompt="a lotus",
        image="https://example.com/a.png",
        size="2304x1728",
    )
    assert (answer.model, answer.data[0].size) == ("doubao-seedream-4-5-251128", "2304x1728")
    assert answer.usage.generated_images == 1


def test_ark_streamed(ark):
    stream = ark.images.generate(
        model="doubao-seedream-4-5-251128",
        prompt="three views",
        stream=True,
        sequential_image_generation="auto",
        sequential_image_generation_options=SequentialImageGenerationOptions(max_images=3),
    )
    events = list(stream)
    assert sorted(event.image_index for event in events[:3]) == [0, 1, 2]
    assert events[3].usage["total_tokens"] == 3 * 16384


def test_ark_gets_its_own_errors(ark):
    with pytest.raises(ArkBadRequestError, match="size must be one of"):
        ark.images.generate(model="doubao-seedream-4-5-251128", prompt="x", size="huge")
    with pytest.raises(ArkAPIError, match="sensitive"):
        list(ark.images.generate(model="doubao-seedream-4-5-251128", prompt="[[fault:fail:0]]", stream=True))


def printed(program: str, script: str, service: Service) -> dict[str, Any]:
    """The last line that a script of `clients/` prints."""
    environment = {**os.environ, "API_URL": service.url, "API_KEY": service.key}
    command = [program, str(Path(__file__).parent / "clients" / script)]
    ran = subprocess.run(command, capture_output=True, env=environment, text=True)
    assert ran.returncode == 0, ran.stderr
    said: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    return said


def test_openai_for_node(service):
    said = printed("node", "openai.mjs", service)
    assert said["url"].startswith(service.url)
    assert said["usage"]["output_tokens"] == 16384
    assert said["types"] == ["partial_succeeded", "partial_succeeded", "completed"]
    assert "sensitive" in said["failure"]


def test_the_ai_sdk_s_provider_for_bytedance(service):
    assert printed("node", "bytedance.mjs", service) == {"begins": "ffd8"}


def test_litellm(service):
    said = printed(sys.executable, "litellm_client.py", service)
    assert said["url"].startswith(service.url)
    assert "at least 3686400 pixels" in said["error"]
