"""A sandbox on a free port, with a painter that costs nothing and no delay."""

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
from tests.sandbox.client import Caller


@pytest.fixture(scope="session")
def settings_for(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., SandboxSettings]:
    def make(**changes: Any) -> SandboxSettings:
        folder: Path = tmp_path_factory.mktemp("sandbox")
        return SandboxSettings(
            **{"folder": folder, "delay": 0, "painter": flat.paint, "processes": 0, "slow_link": 0.1}
            | changes
        )

    return make


@pytest.fixture(scope="session")
def address(settings_for: Callable[..., SandboxSettings]) -> Iterator[str]:
    with running(settings_for()) as base:
        yield base


@pytest.fixture
def caller(address: str) -> Iterator[Caller]:
    with Caller(address) as caller:
        yield caller


@pytest.fixture(scope="session")
def data_uri() -> Callable[..., str]:
    def make(width: int = 32, height: int = 24, *, kind: str = "PNG", noise: bool = False) -> str:
        out = BytesIO()
        picture = (
            Image.effect_noise((width, height), 90) if noise else Image.new("RGB", (width, height), "teal")
        )
        picture.save(out, kind)
        return f"data:image/{kind.lower()};base64,{base64.b64encode(out.getvalue()).decode()}"

    return make
