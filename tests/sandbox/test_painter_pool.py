"""The real painter in its own processes, and the delay of an image."""

import os
import signal
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from studio.provider.sizes import Size
from studio.sandbox import painter
from studio.sandbox.latency import parse_delay, seconds
from studio.sandbox.painter import flat
from studio.sandbox.painter.pool import (
    Job,
    Pool,
    paint_file,
)
from studio.sandbox.server import running
from tests.sandbox.client import SandboxClient


def _job(folder: Path, name: str = "a.jpg") -> Job:
    return Job(
        prompt="a red fox",
        size=Size(2560, 1440),
        index=0,
        references=(),
        watermark=True,
        target=folder / name,
    )


async def _paint_and_get_pid(pool: Pool, folder: Path) -> int:
    await pool.run(paint_file, flat.paint, _job(folder))
    return await pool.run(os.getpid)


@pytest.fixture
def pool():
    pool = Pool(1)
    yield pool
    pool.close()


async def test_a_killed_painter_is_replaced(pool, tmp_path):
    first = await _paint_and_get_pid(pool, tmp_path)
    os.kill(first, signal.SIGKILL)
    assert await _paint_and_get_pid(pool, tmp_path) != first
    assert (tmp_path / "a.jpg").read_bytes()[:2] == b"\xff\xd8"


def test_the_same_request_returns_the_same_jpeg_of_the_requested_size(make_settings, data_uri):
    with (
        running(make_settings(painter=painter.paint, processes=1)) as base_url,
        SandboxClient(base_url) as sandbox,
    ):
        fields = {"prompt": "a red fox", "size": "2560x1440", "images": [data_uri(200, 100)]}
        first, second = (
            sandbox.http.get(sandbox.post(**fields).json()["data"][0]["url"]).content for _ in "ab"
        )
    assert first == second
    assert Image.open(BytesIO(first)).size == (2560, 1440)


def test_a_painter_failure_is_an_internal_error_of_that_image(make_settings):
    with running(make_settings(painter=_fail)) as base_url, SandboxClient(base_url) as sandbox:
        item = sandbox.post().json()["data"][0]
        assert item["error"]["code"] == "InternalServiceError"
        assert sandbox.ledger()["billed"] == 0


def _fail(*_: object, **__: object) -> bytes:
    raise ValueError("no paint left")


@pytest.mark.parametrize(
    ("pixels", "references", "shortest", "longest"),
    [(4_194_304, 0, 8, 12.5), (16_777_216, 0, 16, 20), (16_777_216, 6, 19, 24), (4_194_304, 1, 11, 16)],
)
def test_realistic_delays_depend_on_pixels_and_references(pixels, references, shortest, longest):
    delays = {
        seconds(None, pixels=pixels, references=references, prompt="x", index=index) for index in range(15)
    }
    assert shortest <= min(delays) < max(delays) <= longest


@pytest.mark.parametrize(("text", "delay"), [("realistic", None), ("0", 0.0), ("1.5", 1.5)])
def test_a_delay_is_read_as_seconds_or_realistic(text, delay):
    assert parse_delay(text) == delay


@pytest.mark.parametrize("text", ["", "fast", "-1", "nan", "inf"])
def test_an_invalid_delay_is_refused(text):
    with pytest.raises(ValueError, match="realistic"):
        parse_delay(text)


def test_a_fixed_delay_is_kept():
    assert seconds(0, pixels=16_777_216, references=14, prompt="x", index=3) == 0
