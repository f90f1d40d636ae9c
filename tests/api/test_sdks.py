"""The documentation's unchanged examples and third-party clients, against the studio and against the sandbox."""

import io
import json
import os
import re
import runpy
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openai
import pytest
from openai import OpenAI
from volcenginesdkarkruntime import Ark
from volcenginesdkarkruntime._exceptions import ArkAPIError, ArkBadRequestError

from studio.api.docs.examples import ENDINGS, FOLDER
from studio.api.openapi.generations import ErrorResponse, GenerationResponse
from studio.sandbox.painter import flat
from studio.sandbox.server import running
from studio.sandbox.settings import SandboxSettings
from tests.fixtures import image_bytes
from tests.live import LiveStudio

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


def test_the_reference_curl_command_works(service):
    command = CURL.replace("https://api.modelverse.cn", service.url).replace("curl ", "curl --silent ", 1)
    environment = {**os.environ, "MODELVERSE_API_KEY": service.key}
    response = subprocess.run(["bash", "-c", command], capture_output=True, check=True, env=environment)
    item = json.loads(response.stdout)["data"][0]
    assert item["size"] == "2048x2048"
    assert item["url"].startswith(service.url)


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
    response = client.images.generate(
        model="doubao-seedream-4.5", prompt="three [[fault:fail:1]]", extra_body=GROUP
    )
    assert [bool(item.url) for item in response.data] == [True, False, True]
    assert response.usage.output_tokens == 2 * 16384


def test_ark_gets_its_own_errors(ark):
    with pytest.raises(ArkBadRequestError, match="size must be one of"):
        ark.images.generate(model="doubao-seedream-4-5-251128", prompt="x", size="huge")
    with pytest.raises(ArkAPIError, match="sensitive"):
        list(ark.images.generate(model="doubao-seedream-4-5-251128", prompt="[[fault:fail:0]]", stream=True))


def output_of(program: str, script: str, service: Service) -> dict[str, Any]:
    """The last line that a script of `clients/` prints."""
    environment = {**os.environ, "API_URL": service.url, "API_KEY": service.key}
    command = [program, str(Path(__file__).parent / "clients" / script)]
    result = subprocess.run(command, capture_output=True, env=environment, text=True)
    assert result.returncode == 0, result.stderr
    output: dict[str, Any] = json.loads(result.stdout.splitlines()[-1])
    return output


def test_openai_for_node_raises_on_a_failed_image_in_a_stream(service):
    assert "sensitive" in output_of("node", "openai.mjs", service)["failure"]


def test_the_ai_sdk_s_provider_for_bytedance_gets_an_image(service):
    assert output_of("node", "bytedance.mjs", service) == {"begins": "ffd8"}


def test_litellm_gets_an_image_and_an_error(service):
    output = output_of(sys.executable, "litellm_client.py", service)
    assert output["url"].startswith(service.url)
    assert "at least 3686400 pixels" in output["error"]


# ── The examples of the documentation ────────────────────────────────────────────────────────────────────

Run = Callable[[Service, str], str]
INTERPRETERS = {".sh": "bash", ".mjs": "node"}


def example_files(topic: str) -> list[str]:
    """A topic's examples, one for each language that has one."""
    return [topic + ending for ending in ENDINGS.values() if (FOLDER / (topic + ending)).exists()]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Runs an example in an empty folder; returns its output. Python examples run in this process: imports are slow."""

    def run(service: Service, file: str) -> str:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("STUDIO_URL", service.url)
        monkeypatch.setenv("STUDIO_KEY", service.key)
        if program := INTERPRETERS.get(Path(file).suffix):
            result = subprocess.run([program, str(FOLDER / file)], capture_output=True, text=True)
            assert result.returncode == 0, result.stderr
            return result.stdout
        with redirect_stdout(io.StringIO()) as output:
            module_globals = runpy.run_path(str(FOLDER / file))
        module_globals["client"].close()
        return output.getvalue()

    return run


@pytest.fixture
def studio_service(studio: LiveStudio, secret: str) -> Service:
    return Service(studio.url, secret)


def links(service: Service, output: str) -> list[str]:
    return re.findall(rf'{service.url}/[^\s"]+', output)


def keys_of(document: Any) -> Any:
    """The names in a document, without its values."""
    if isinstance(document, dict):
        return {name: keys_of(value) for name, value in document.items()}
    return [keys_of(one) for one in document[:1]] if isinstance(document, list) else None


def events(text: str) -> dict[str, Any]:
    """The names in the data of each kind of event."""
    return {
        event["type"]: keys_of(event)
        for event in map(json.loads, re.findall(r"^data: (\{.*)$", text, re.MULTILINE))
    }


@pytest.mark.parametrize("file", example_files("create"))
def test_an_image_is_created(run, service, file):
    output = run(service, file)
    assert len(links(service, output)) == 1
    if file.endswith(".sh"):
        shown = json.loads((FOLDER / "response.json").read_text())
        assert keys_of(json.loads(output)) == keys_of(shown)
        assert GenerationResponse(**json.loads(output)).usage == GenerationResponse(**shown).usage


@pytest.mark.parametrize("file", example_files("stream"))
def test_images_are_streamed_one_by_one(run, service, file):
    output = run(service, file)
    assert len(links(service, output)) == 3
    assert "49152" in output
    if file.endswith(".sh"):
        assert events(output) == events((FOLDER / "stream.txt").read_text())


@pytest.mark.parametrize("file", example_files("group"))
def test_a_group_is_created(run, studio_service, file):
    assert len(links(studio_service, run(studio_service, file))) == 3


@pytest.mark.parametrize("file", example_files("edit"))
def test_a_local_image_is_used_as_a_reference(run, studio_service, file, tmp_path):
    (tmp_path / "vase.jpg").write_bytes(image_bytes())
    assert len(links(studio_service, run(studio_service, file))) == 1


@pytest.mark.parametrize("file", example_files("repeat"))
def test_a_repeated_request_has_the_same_image(run, studio_service, file):
    first, second = (links(studio_service, run(studio_service, file)) for _ in range(2))
    assert first == second != []


@pytest.mark.parametrize("file", example_files("errors"))
def test_an_error_is_printed_with_its_code_and_request_id(run, studio_service, file):
    output = run(studio_service, file)
    assert re.search(r"400.*InvalidParameter.*at least 3686400 pixels", output, re.DOTALL)
    assert re.search("x-request-id: .", output)
    if file.endswith(".sh"):
        shown = json.loads((FOLDER / "error.json").read_text())
        assert (
            keys_of(json.loads(output.splitlines()[-1]))
            == keys_of(shown)
            == keys_of(ErrorResponse(**shown).model_dump())
        )


@pytest.mark.parametrize("file", example_files("read"))
def test_images_are_found_and_downloaded(run, studio_service, api, file, tmp_path):
    api.post(prompt="A vase to be found")
    assert "A vase to be found" in run(studio_service, file)
    if not file.endswith(".sh"):
        [path] = tmp_path.glob("*.jpg")
        assert path.read_bytes().startswith(b"\xff\xd8")
