"""Tests of the provider package: real sockets on loopback, no Django, no network."""

import sys
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

# A busy machine is no defect of what is tested.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

_attempts: list[object] = []


def _watch(event: str, args: tuple[object, ...]) -> None:
    if event == "socket.connect":
        _attempts.append(args[1])


sys.addaudithook(_watch)


@pytest.fixture
def connections() -> Iterator[list[object]]:
    """The addresses that this process has tried to connect to during the test, by the interpreter's own audit."""
    _attempts.clear()
    yield _attempts
    _attempts.clear()
