"""Tests of the provider package: real sockets on loopback, no Django, no network."""

import sys
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

# A busy machine is not a defect of the code under test.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

_attempts: list[object] = []


def _record_connect(event: str, args: tuple[object, ...]) -> None:
    if event == "socket.connect":
        _attempts.append(args[1])


sys.addaudithook(_record_connect)


@pytest.fixture
def connections() -> Iterator[list[object]]:
    """The addresses that this process tried to connect to during the test, from the interpreter's audit hook."""
    _attempts.clear()
    yield _attempts
    _attempts.clear()
