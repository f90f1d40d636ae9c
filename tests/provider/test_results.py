"""The file of a result: complete and checked, or no file at all."""

import asyncio
import hashlib
import logging
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from studio.provider.download.fetcher import (
    Fetched,
    ResultClient,
    ResultError,
)
from tests.provider.fake_server import (
    Connection,
    ReceivedRequest,
    Script,
    fake_server,
    responding,
)
from tests.provider.sample_images import encode_image, jpeg

JPEG = jpeg()


async def fetch(script: Script, into: Path, *, path: str = "/files/a.jpg", **options: Any) -> Fetched:
    async with (
        fake_server(script) as server,
        ResultClient([], loopback=("127.0.0.1", server.port), **options) as results,
    ):
        return await results.fetch(f"http://127.0.0.1:{server.port}{path}", into)


async def error_code_of(script: Script, folder: Path, **options: Any) -> str:
    """The error code of a fetch that fails and leaves no file."""
    with pytest.raises(ResultError) as caught:
        await fetch(script, folder / "a.jpg", **options)
    assert list(folder.iterdir()) == []
    return caught.value.code


async def test_an_image_is_stored_complete_with_its_hash_and_size(tmp_path: Path) -> None:
    into = tmp_path / "a.jpg"
    fetched = await fetch(responding(200, JPEG, "content-type: image/jpeg"), into)
    assert fetched == Fetched(
        path=into, bytes=len(JPEG), sha256=hashlib.sha256(JPEG).hexdigest(), width=320, height=200
    )
    assert into.read_bytes() == JPEG
    assert list(tmp_path.iterdir()) == [into]


@pytest.mark.parametrize("header", ["content-type: text/html", "content-type: image/png", "x-none: 1"])
async def test_the_content_type_is_ignored(tmp_path: Path, header: str) -> None:
    assert (await fetch(responding(200, JPEG, header), tmp_path / "a.jpg")).width == 320


async def test_a_chunked_image_with_padding_is_accepted(tmp_path: Path) -> None:
    async def script(received: ReceivedRequest, wire: Connection) -> None:
        await wire.stream(JPEG[:100], JPEG[100:], b"\0" * 512, content_type="image/jpeg")

    assert (await fetch(script, tmp_path / "a.jpg")).bytes == len(JPEG) + 512


async def test_the_link_is_requested_byte_for_byte(tmp_path: Path) -> None:
    received: list[ReceivedRequest] = []

    async def script(one: ReceivedRequest, wire: Connection) -> None:
        received.append(one)
        await wire.respond(200, JPEG)

    path = "/a%2Fb/c~d.jpg?X-Sig=a%2Bb%3D%3D&e=1%202&empty=&f=(g)!*'"
    await fetch(script, tmp_path / "a.jpg", path=path)
    assert received[0].line == f"GET {path} HTTP/1.1"
    assert "authorization" not in received[0].headers
    assert "accept-encoding" in received[0].headers
    assert received[0].headers["host"].startswith("127.0.0.1:")


@pytest.mark.parametrize("status", [403, 404, 410, 500, 503, 206, 204])
async def test_any_other_status_is_reported_as_its_code(tmp_path: Path, status: int) -> None:
    body = b"" if status == 204 else JPEG
    assert await error_code_of(responding(status, body), tmp_path) == f"http_{status}"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_no_redirect_is_followed(tmp_path: Path, status: int) -> None:
    async with fake_server(responding(200, JPEG)) as other:
        script = responding(status, b"", f"location: http://127.0.0.1:{other.port}/a.jpg")
        assert await error_code_of(script, tmp_path) == "redirect"
        assert other.connections == 0


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"<!DOCTYPE html><html></html>", "not_jpeg"),
        (encode_image("PNG"), "not_jpeg"),
        (b"", "empty"),
        (b"\xff\xd8", "not_jpeg"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 1000, "not_jpeg"),
        (b"\xff\xd8\xff\xd9", "not_jpeg"),
        (JPEG[:-2], "short"),
        (JPEG[: len(JPEG) // 2], "short"),
        (JPEG[:30], "not_jpeg"),
    ],
)
async def test_a_file_that_is_not_a_complete_jpeg_is_not_kept(tmp_path: Path, body: bytes, code: str) -> None:
    assert await error_code_of(responding(200, body, "content-type: image/jpeg"), tmp_path) == code


async def test_an_image_with_too_many_pixels_is_not_kept(tmp_path: Path) -> None:
    offset = JPEG.index(b"\xff\xc0") + 5  # height and width are here
    bomb = JPEG[:offset] + b"\xff\xff\xff\xff" + JPEG[offset + 4 :]
    assert await error_code_of(responding(200, bomb), tmp_path) == "too_many_pixels"


async def test_a_file_with_a_declared_or_actual_size_too_big_is_not_kept(tmp_path: Path) -> None:
    assert await error_code_of(responding(200, JPEG), tmp_path, max_bytes=len(JPEG) - 1) == "too_big"

    async def endless(received: ReceivedRequest, wire: Connection) -> None:
        await wire.begin_response()
        await wire.chunk(JPEG)
        while True:
            await wire.chunk(b"\0" * 100_000)

    assert await error_code_of(endless, tmp_path, max_bytes=2_000_000) == "too_big"


async def test_a_truncated_file_is_not_kept(tmp_path: Path) -> None:
    async def script(received: ReceivedRequest, wire: Connection) -> None:
        await wire.write(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % len(JPEG) + JPEG[:-100])

    assert await error_code_of(script, tmp_path) == "broken"


async def test_a_compressed_response_is_not_decompressed(tmp_path: Path) -> None:
    import gzip

    script = responding(200, gzip.compress(JPEG), "content-encoding: gzip")
    assert await error_code_of(script, tmp_path) == "not_jpeg"


async def test_a_slowly_dripping_link_times_out(tmp_path: Path) -> None:
    async def script(received: ReceivedRequest, wire: Connection) -> None:
        await wire.begin_response()
        for byte in JPEG:
            await wire.chunk(bytes([byte]))
            await asyncio.sleep(0.02)

    assert await error_code_of(script, tmp_path, deadline=0.5) == "too_slow"


async def test_a_refused_connection_is_unreachable(tmp_path: Path) -> None:
    async with fake_server(responding(200, JPEG)) as server:
        port = server.port
    async with ResultClient([], loopback=("127.0.0.1", port)) as results:
        with pytest.raises(ResultError) as caught:
            await results.fetch(f"http://127.0.0.1:{port}/a.jpg", tmp_path / "a.jpg")
    assert caught.value.code == "unreachable"


async def test_a_connection_that_is_reset_or_does_not_speak_http_is_broken(tmp_path: Path) -> None:
    async def reset(received: ReceivedRequest, wire: Connection) -> None:
        wire.reset()

    async def no_http(received: ReceivedRequest, wire: Connection) -> None:
        await wire.write(b"SSH-2.0-OpenSSH_9.9\r\n\r\n")

    assert await error_code_of(reset, tmp_path) == "broken"
    assert await error_code_of(no_http, tmp_path) == "broken"


async def test_cancelling_closes_the_connection_and_leaves_no_file(tmp_path: Path) -> None:
    disconnected = asyncio.Event()

    async def script(received: ReceivedRequest, wire: Connection) -> None:
        await wire.begin_response()
        await wire.chunk(JPEG)
        await wire.wait_closed()
        disconnected.set()

    async with (
        fake_server(script) as server,
        ResultClient([], loopback=("127.0.0.1", server.port)) as results,
    ):
        url = f"http://127.0.0.1:{server.port}/a.jpg"
        fetching = asyncio.create_task(results.fetch(url, tmp_path / "a.jpg"))
        async with asyncio.timeout(60):
            while not server.received:
                await asyncio.sleep(0.01)
            fetching.cancel()
            await asyncio.gather(fetching, return_exceptions=True)
            await disconnected.wait()
    assert fetching.cancelled()
    assert list(tmp_path.iterdir()) == []


async def test_many_fetches_share_a_few_threads(tmp_path: Path) -> None:
    open_now: list[int] = [0]

    async def script(received: ReceivedRequest, wire: Connection) -> None:
        open_now[0] += 1
        assert open_now[0] <= 2
        await asyncio.sleep(0.02)
        open_now[0] -= 1
        await wire.respond(200, JPEG)

    async with (
        fake_server(script) as server,
        ResultClient([], loopback=("127.0.0.1", server.port), at_once=2) as results,
    ):
        url = f"http://127.0.0.1:{server.port}/a.jpg"
        fetched = await asyncio.gather(*(results.fetch(url, tmp_path / f"{i}.jpg") for i in range(8)))
    assert {one.bytes for one in fetched} == {len(JPEG)}


@contextmanager
def full_disk(size: int) -> Iterator[None]:
    """Simulates a disk that is full after `size` bytes of a file, for this process."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


async def test_a_full_disk_leaves_no_truncated_file(tmp_path: Path) -> None:
    with full_disk(1000):
        assert await error_code_of(responding(200, JPEG), tmp_path) == "not_written"


async def test_a_missing_folder_is_reported_as_not_written(tmp_path: Path) -> None:
    with pytest.raises(ResultError) as caught:
        await fetch(responding(200, JPEG), tmp_path / "none" / "a.jpg")
    assert caught.value.code == "not_written"


async def test_the_log_does_not_contain_the_link(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    await fetch(responding(200, JPEG), tmp_path / "a.jpg", path="/files/secret.jpg?sig=canary")
    assert "canary" not in caplog.text
    assert "secret" not in caplog.text
