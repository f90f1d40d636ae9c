"""A result's file: whole and checked, or nothing at all."""

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
    ReceivedRequest,
    Script,
    Wire,
    answering,
    fake_server,
)
from tests.provider.pictures import encoded, jpeg

PICTURE = jpeg()


async def fetch(script: Script, into: Path, *, path: str = "/files/a.jpg", **options: Any) -> Fetched:
    async with (
        fake_server(script) as server,
        ResultClient([], loopback=("127.0.0.1", server.port), **options) as results,
    ):
        return await results.fetch(f"http://127.0.0.1:{server.port}{path}", into)


async def refused(script: Script, folder: Path, **options: Any) -> str:
    """The code of a fetch that comes to nothing, and leaves nothing."""
    with pytest.raises(ResultError) as caught:
        await fetch(script, folder / "a.jpg", **options)
    assert list(folder.iterdir()) == []
    return caught.value.code


async def test_a_picture_arrives_whole_with_its_hash_and_size(tmp_path: Path) -> None:
    into = tmp_path / "a.jpg"
    fetched = await fetch(answering(200, PICTURE, "content-type: image/jpeg"), into)
    assert fetched == Fetched(
        path=into, bytes=len(PICTURE), sha256=hashlib.sha256(PICTURE).hexdigest(), width=320, height=200
    )
    assert into.read_bytes() == PICTURE
    assert list(tmp_path.iterdir()) == [into]


@pytest.mark.parametrize("header", ["content-type: text/html", "content-type: image/png", "x-none: 1"])
async def test_the_content_type_decides_nothing(tmp_path: Path, header: str) -> None:
    assert (await fetch(answering(200, PICTURE, header), tmp_path / "a.jpg")).width == 320


async def test_a_chunked_picture_and_one_with_padding_are_good(tmp_path: Path) -> None:
    async def script(received: ReceivedRequest, wire: Wire) -> None:
        await wire.stream(PICTURE[:100], PICTURE[100:], b"\0" * 512, content_type="image/jpeg")

    assert (await fetch(script, tmp_path / "a.jpg")).bytes == len(PICTURE) + 512


async def test_the_link_goes_over_the_wire_byte_by_byte(tmp_path: Path) -> None:
    received: list[ReceivedRequest] = []

    async def script(one: ReceivedRequest, wire: Wire) -> None:
        received.append(one)
        await wire.answer(200, PICTURE)

    path = "/a%2Fb/c~d.jpg?X-Sig=a%2Bb%3D%3D&e=1%202&empty=&f=(g)!*'"
    await fetch(script, tmp_path / "a.jpg", path=path)
    assert received[0].line == f"GET {path} HTTP/1.1"
    assert "authorization" not in received[0].headers
    assert "accept-encoding" in received[0].headers
    assert received[0].headers["host"].startswith("127.0.0.1:")


@pytest.mark.parametrize("status", [403, 404, 410, 500, 503, 206, 204])
async def test_another_status_may_be_better_later(tmp_path: Path, status: int) -> None:
    body = b"" if status == 204 else PICTURE
    assert await refused(answering(status, body), tmp_path) == f"http_{status}"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_no_redirect_is_followed(tmp_path: Path, status: int) -> None:
    async with fake_server(answering(200, PICTURE)) as other:
        script = answering(status, b"", f"location: http://127.0.0.1:{other.port}/a.jpg")
        assert await refused(script, tmp_path) == "redirect"
        assert other.connections == 0


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"<!DOCTYPE html><html></html>", "not_jpeg"),
        (encoded("PNG"), "not_jpeg"),
        (b"", "empty"),
        (b"\xff\xd8", "not_jpeg"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 1000, "not_jpeg"),
        (b"\xff\xd8\xff\xd9", "not_jpeg"),
        (PICTURE[:-2], "short"),
        (PICTURE[: len(PICTURE) // 2], "short"),
        (PICTURE[:30], "not_jpeg"),
    ],
)
async def test_what_is_no_whole_jpeg_is_not_kept(tmp_path: Path, body: bytes, code: str) -> None:
    assert await refused(answering(200, body, "content-type: image/jpeg"), tmp_path) == code


async def test_a_picture_of_absurd_size_is_not_kept(tmp_path: Path) -> None:
    at = PICTURE.index(b"\xff\xc0") + 5  # height and width stand here
    bomb = PICTURE[:at] + b"\xff\xff\xff\xff" + PICTURE[at + 4 :]
    assert await refused(answering(200, bomb), tmp_path) == "too_many_pixels"


async def test_a_file_announced_or_found_too_big_is_not_kept(tmp_path: Path) -> None:
    assert await refused(answering(200, PICTURE), tmp_path, max_bytes=len(PICTURE) - 1) == "too_big"

    async def endless(received: ReceivedRequest, wire: Wire) -> None:
        await wire.begin()
        await wire.chunk(PICTURE)
        while True:
            await wire.chunk(b"\0" * 100_000)

    assert await refused(endless, tmp_path, max_bytes=2_000_000) == "too_big"


async def test_a_file_cut_short_is_not_kept(tmp_path: Path) -> None:
    async def script(received: ReceivedRequest, wire: Wire) -> None:
        await wire.write(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % len(PICTURE) + PICTURE[:-100])

    assert await refused(script, tmp_path) == "broken"


async def test_what_claims_to_be_compressed_is_not_unpacked(tmp_path: Path) -> None:
    import gzip

    script = answering(200, gzip.compress(PICTURE), "content-encoding: gzip")
    assert await refused(script, tmp_path) == "not_jpeg"


async def test_a_link_that_drips_runs_out_of_time(tmp_path: Path) -> None:
    async def script(received: ReceivedRequest, wire: Wire) -> None:
        await wire.begin()
        for byte in PICTURE:
            await wire.chunk(bytes([byte]))
            await asyncio.sleep(0.02)

    assert await refused(script, tmp_path, deadline=0.5) == "too_slow"


async def test_nobody_there_may_be_better_later(tmp_path: Path) -> None:
    async with fake_server(answering(200, PICTURE)) as server:
        port = server.port
    async with ResultClient([], loopback=("127.0.0.1", port)) as results:
        with pytest.raises(ResultError) as caught:
            await results.fetch(f"http://127.0.0.1:{port}/a.jpg", tmp_path / "a.jpg")
    assert caught.value.code == "unreachable"


async def test_a_connection_that_breaks_or_talks_nonsense_may_be_better_later(tmp_path: Path) -> None:
    async def reset(received: ReceivedRequest, wire: Wire) -> None:
        wire.reset()

    async def nonsense(received: ReceivedRequest, wire: Wire) -> None:
        await wire.write(b"SSH-2.0-OpenSSH_9.9\r\n\r\n")

    assert await refused(reset, tmp_path) == "broken"
    assert await refused(nonsense, tmp_path) == "broken"


async def test_leaving_early_closes_the_connection_and_leaves_nothing(tmp_path: Path) -> None:
    cut = asyncio.Event()

    async def script(received: ReceivedRequest, wire: Wire) -> None:
        await wire.begin()
        await wire.chunk(PICTURE)
        await wire.gone()
        cut.set()

    async with (
        fake_server(script) as server,
        ResultClient([], loopback=("127.0.0.1", server.port)) as results,
    ):
        url = f"http://127.0.0.1:{server.port}/a.jpg"
        fetching = asyncio.create_task(results.fetch(url, tmp_path / "a.jpg"))
        while not server.received:
            await asyncio.sleep(0.01)
        fetching.cancel()
        async with asyncio.timeout(10):
            await asyncio.gather(fetching, return_exceptions=True)
            await cut.wait()
    assert fetching.cancelled()
    assert list(tmp_path.iterdir()) == []


async def test_many_fetches_share_a_few_threads(tmp_path: Path) -> None:
    open_now: list[int] = [0]

    async def script(received: ReceivedRequest, wire: Wire) -> None:
        open_now[0] += 1
        assert open_now[0] <= 2
        await asyncio.sleep(0.02)
        open_now[0] -= 1
        await wire.answer(200, PICTURE)

    async with (
        fake_server(script) as server,
        ResultClient([], loopback=("127.0.0.1", server.port), at_once=2) as results,
    ):
        url = f"http://127.0.0.1:{server.port}/a.jpg"
        fetched = await asyncio.gather(*(results.fetch(url, tmp_path / f"{i}.jpg") for i in range(8)))
    assert {one.bytes for one in fetched} == {len(PICTURE)}


@contextmanager
def small_files(size: int) -> Iterator[None]:
    """A disk that is full after `size` bytes of a file, for this process."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


async def test_a_full_disk_leaves_nothing_truncated(tmp_path: Path) -> None:
    with small_files(1000):
        assert await refused(answering(200, PICTURE), tmp_path) == "not_written"


async def test_a_folder_that_is_gone_is_a_clear_refusal(tmp_path: Path) -> None:
    with pytest.raises(ResultError) as caught:
        await fetch(answering(200, PICTURE), tmp_path / "none" / "a.jpg")
    assert caught.value.code == "not_written"


async def test_the_log_holds_no_link(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    await fetch(answering(200, PICTURE), tmp_path / "a.jpg", path="/files/secret.jpg?sig=canary")
    assert "canary" not in caplog.text
    assert "secret" not in caplog.text
