"""The reference's own curl and both SDKs, unchanged."""

import json
import subprocess

import openai
import pytest
from openai import OpenAI
from volcenginesdkarkruntime import Ark
from volcenginesdkarkruntime._exceptions import ArkAPIError, ArkBadRequestError
from volcenginesdkarkruntime.types.images import SequentialImageGenerationOptions

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


@pytest.fixture
def client(address):
    with OpenAI(base_url=f"{address}/v1", api_key="key", max_retries=0) as client:
        yield client


@pytest.fixture
def ark(address):
    with Ark(base_url=f"{address}/api/v3", api_key="key", max_retries=0) as client:
        yield client


def test_the_reference_curl(address):
    body = {
        "model": "doubao-seedream-4.5",
        "prompt": "将图片转换为铅笔素描",
        **EXTRA,
        "size": "2k",
        "stream": False,
    }
    command = ["curl", "--silent", "--location", f"{address}/v1/images/generations"]
    headers = ["--header", "Authorization: Bearer key", "--header", "Content-Type: application/json"]
    answer = subprocess.run([*command, *headers, "--data", json.dumps(body)], capture_output=True, check=True)
    assert json.loads(answer.stdout)["data"][0]["size"] == "2048x2048"


def test_openai(client):
    answer = client.images.generate(
        model="doubao-seedream-4.5", prompt="Convert to quick pencil sketch", extra_body=EXTRA
    )
    assert answer.data[0].url.startswith("http://127.0.0.1:")
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
    assert next(stream).type == "image_generation.partial_succeeded"
    with pytest.raises(openai.APIError, match="sensitive"):
        next(stream)


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
    assert [event.image_index for event in events[:3]] == [0, 1, 2]
    assert events[3].usage["total_tokens"] == 3 * 16384


def test_ark_gets_its_own_errors(ark):
    with pytest.raises(ArkBadRequestError, match="size must be one of"):
        ark.images.generate(model="doubao-seedream-4-5-251128", prompt="x", size="huge")
    with pytest.raises(ArkAPIError, match="sensitive"):
        list(ark.images.generate(model="doubao-seedream-4-5-251128", prompt="[[fault:fail:0]]", stream=True))
