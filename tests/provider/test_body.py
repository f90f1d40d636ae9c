"""The request body as it is sent."""

import base64
import io
import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from studio.provider.errors import Outcome, ProviderError
from studio.provider.models import DEFAULT_MODEL, MODELS
from studio.provider.providers import KINDS
from studio.provider.request_body import Body, body
from studio.provider.requests import DataReference, GenerationRequest, UrlReference
from tests.provider.factories import make_client
from tests.provider.fake_server import (
    Connection,
    ReceivedRequest,
    fake_server,
    streaming,
)
from tests.provider.frames import DONE, image_frame

DEFAULT_FIELDS = {
    "model": "doubao-seedream-4.5",
    "prompt": "A vase",
    "size": "2048x2048",
    "sequential_image_generation": "disabled",
    "watermark": False,
    "stream": True,
    "response_format": "url",
}


async def read_all(request_body: Body) -> bytes:
    return b"".join([chunk async for chunk in request_body.chunks()])


async def sent_fields(request: GenerationRequest, kind: str = "modelverse", **options: Any) -> dict[str, Any]:
    request_body = body(request, kind=KINDS[kind], **options)
    data = await read_all(request_body)
    assert len(data) == request_body.length
    parsed: dict[str, Any] = json.loads(data)
    return parsed


def data_reference(path: Path, data: bytes) -> DataReference:
    path.write_bytes(data)
    return DataReference(media_type="image/png", path=path, size=len(data))


async def test_every_default_is_sent_explicitly() -> None:
    assert await sent_fields(GenerationRequest(prompt="A vase")) == DEFAULT_FIELDS


async def test_a_group_always_states_its_maximum() -> None:
    sent = await sent_fields(GenerationRequest(prompt="A vase", max_images=4))
    assert sent == {
        **DEFAULT_FIELDS,
        "sequential_image_generation": "auto",
        "sequential_image_generation_options": {"max_images": 4},
    }


async def test_all_other_fields_are_sent_as_given() -> None:
    request = GenerationRequest(
        prompt='画一个 "花瓶" \U0001f3fa', size="4K", watermark=True, optimize_prompt="standard"
    )
    sent = await sent_fields(request, stream=False, response_format="b64_json")
    assert sent["prompt"] == request.prompt
    assert (sent["size"], sent["watermark"], sent["stream"]) == ("4K", True, False)
    assert sent["response_format"] == "b64_json"
    assert sent["optimize_prompt_options"] == {"mode": "standard"}


@pytest.mark.parametrize(
    ("kind", "field"),
    [("sandbox", "images"), ("modelverse", "images"), ("ark", "image"), ("byteplus", "image")],
)
async def test_references_are_an_array_in_the_field_of_the_provider(kind: str, field: str) -> None:
    sent = await sent_fields(
        GenerationRequest(prompt="x", references=(UrlReference(url='https://a.example/?"'),)), kind
    )
    assert sent[field] == ['https://a.example/?"']
    assert sent["model"] == DEFAULT_MODEL.ids[kind]


async def test_a_model_without_groups_and_streaming_gets_neither_field() -> None:
    request = GenerationRequest(
        prompt="A vase", model=MODELS["doubao-seedream-5.0-pro"], optimize_prompt="fast"
    )
    assert await sent_fields(request, "ark") == {
        "model": "doubao-seedream-5-0-pro-260628",
        "prompt": "A vase",
        "size": "2048x2048",
        "watermark": False,
        "response_format": "url",
        "output_format": "jpeg",
        "optimize_prompt_options": {"mode": "fast"},
    }


async def test_web_search_is_sent_as_a_tool() -> None:
    request = GenerationRequest(prompt="A vase", model=MODELS["doubao-seedream-5.0-lite"], web_search=True)
    sent = await sent_fields(request)
    assert sent["tools"] == [{"type": "web_search"}]
    assert (sent["model"], sent["output_format"]) == ("doubao-seedream-5.0-lite", "jpeg")


@pytest.mark.parametrize("size", [1, 2, 3, 786_431, 786_432, 786_433, 2_000_000])
async def test_an_image_of_any_length_is_sent_as_a_data_uri(tmp_path: Path, size: int) -> None:
    data = bytes(i % 251 for i in range(size))
    sent = await sent_fields(
        GenerationRequest(prompt="x", references=(data_reference(tmp_path / "a", data),))
    )
    prefix, _, encoded = sent["images"][0].partition(",")
    assert prefix == "data:image/png;base64"
    assert base64.b64decode(encoded, validate=True) == data


async def test_references_of_any_type_keep_their_order(tmp_path: Path) -> None:
    references = (
        data_reference(tmp_path / "a", b"first"),
        UrlReference(url="https://a.example/b.png"),
        DataReference(media_type="image/gif", path=lambda: io.BytesIO(b"third"), size=5),
    )
    sent = await sent_fields(GenerationRequest(prompt="x", references=references))
    assert sent["images"] == [
        "data:image/png;base64," + base64.b64encode(b"first").decode(),
        "https://a.example/b.png",
        "data:image/gif;base64," + base64.b64encode(b"third").decode(),
    ]


async def test_a_file_with_short_reads_is_read_completely() -> None:
    class ShortReads(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return super().read(min(size or 0, 1000))

    data = bytes(i % 251 for i in range(50_000))
    reference = DataReference(media_type="image/png", path=lambda: ShortReads(data), size=len(data))
    sent = await sent_fields(GenerationRequest(prompt="x", references=(reference,)))
    assert base64.b64decode(sent["images"][0].partition(",")[2]) == data


async def test_fourteen_images_need_less_than_8_mib_of_memory(tmp_path: Path) -> None:
    reference = data_reference(tmp_path / "a", bytes(4_000_000))
    request_body = body(GenerationRequest(prompt="x", references=(reference,) * 14), kind=KINDS["ark"])
    tracemalloc.start()
    try:
        length = 0
        async for chunk in request_body.chunks():
            length += len(chunk)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert length == request_body.length
    assert peak < 8 * 1024**2


@pytest.mark.parametrize("change", [b"", b"shorter", b"longer than it was said to be"])
async def test_a_changed_reference_aborts_the_call_before_it_is_complete(
    tmp_path: Path, change: bytes
) -> None:
    reference = data_reference(tmp_path / "a", b"as it was said")
    (tmp_path / "a").write_bytes(change)
    error, received = await failing_call(reference)
    assert (error.code, error.outcome) == ("ReferenceUnreadable", Outcome.PERMANENT)
    assert received == []


async def test_a_missing_reference_aborts_the_call_before_it_is_complete(tmp_path: Path) -> None:
    reference = DataReference(media_type="image/png", path=tmp_path / "none", size=5)
    error, received = await failing_call(reference)
    assert (error.code, error.outcome) == ("ReferenceUnreadable", Outcome.PERMANENT)
    assert received == []


async def test_a_storage_with_its_own_exceptions_aborts_the_call_too() -> None:
    def failing() -> io.BytesIO:
        raise LookupError("No such bucket")

    error, _ = await failing_call(DataReference(media_type="image/png", path=failing, size=5))
    assert error.code == "ReferenceUnreadable"


async def test_a_refusal_during_the_upload_is_received(tmp_path: Path) -> None:
    async def script(received: ReceivedRequest, wire: Connection) -> None:
        await wire.respond(401, b'{"error":{"code":"AuthenticationError","message":"Who?"}}')
        await wire.wait_closed()

    reference = data_reference(tmp_path / "a", bytes(3_000_000))
    error, _ = await failing_call(reference, script=script, read_body=False)
    assert error.code == "AuthenticationError"


async def test_a_connection_closed_during_the_upload_is_a_known_failure(tmp_path: Path) -> None:
    async def script(received: ReceivedRequest, wire: Connection) -> None:
        wire.reset()

    reference = data_reference(tmp_path / "a", bytes(10_000_000))
    error, _ = await failing_call(reference, reference, script=script, read_body=False)
    assert (error.code, error.outcome) == ("UploadBroken", Outcome.PERMANENT)


async def failing_call(
    *references: DataReference, script: Any = None, read_body: bool = True
) -> tuple[ProviderError, list[ReceivedRequest]]:
    request = GenerationRequest(prompt="x", references=references)
    async with fake_server(script or streaming(image_frame(0) + DONE), read_body=read_body) as server:
        async with make_client(server.url) as client:
            with pytest.raises(ProviderError) as caught:
                await anext(client.stream(request))
        return caught.value, list(server.received)


def test_providers_differ_in_the_name_of_the_references_field() -> None:
    assert {kind.name: kind.references_field for kind in KINDS.values()} == {
        "sandbox": "images",
        "modelverse": "images",
        "ark": "image",
        "byteplus": "image",
    }
