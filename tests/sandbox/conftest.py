"""A sandbox on a free port, with a painter that takes no time and no delay."""

import base64
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from studio.sandbox.painter import flat
from studio.sandbox.server import running
from studio.sandbox.settings import SandboxSettings
from tests.sandbox.client import SandboxClient


@pytest.fixture(scope="session")
def make_settings(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., SandboxSettings]:
    def make(**changes: Any) -> SandboxSettings:
        folder: Path = tmp_path_factory.mktemp("sandbox")
        return SandboxSettings(
            **{"folder": folder, "delay": 0, "painter": flat.paint, "processes": 0, "slow_link": 0.1}
            | changes
        )

    return make


@pytest.fixture(scope="session")
def sandbox_url(make_settings: Callable[..., SandboxSettings]) -> Iterator[str]:
    with running(make_settings()) as base_url:
        yield base_url


@pytest.fixture
def sandbox(sandbox_url: str) -> Iterator[SandboxClient]:
    with SandboxClient(sandbox_url) as sandbox:
        yield sandbox


@pytest.fixture(scope="session")
def data_uri() -> Callable[..., str]:
    def make(width: int = 32, height: int = 24, *, kind: str = "PNG", noise: bool = False) -> str:
        buffer = BytesIO()
        image = (
            Image.effect_noise((width, height), 90) if noise else Image.new("RGB", (width, height), "teal")
        )
        image.save(buffer, kind)
        return f"data:image/{kind.lower()};base64,{base64.b64encode(buffer.getvalue()).decode()}"

    return make
