"""What holds for every test: no network but this machine's own, no pool, static files under their real names."""

import ipaddress
import socket
import sys

import pytest
from django.conf import settings

pytest_plugins = ["tests.live", "tests.cast"]


def _forbid_network(event: str, arguments: tuple[object, ...]) -> None:
    if event == "socket.connect":
        connecting, address = arguments
        assert isinstance(connecting, socket.socket)
        if connecting.family in (socket.AF_INET, socket.AF_INET6) and not _is_loopback(address):
            raise PermissionError(f"A test tried to reach {address}.")


def _is_loopback(address: object) -> bool:
    host = str(address[0]) if isinstance(address, tuple) else ""
    return host == "localhost" or ipaddress.ip_address(host.partition("%")[0]).is_loopback


def pytest_configure(config: pytest.Config) -> None:
    sys.addaudithook(_forbid_network)
    # A pool outlives the database that a test made; one plain connection per thread is closed with it.
    settings.DATABASES["default"]["OPTIONS"]["pool"] = False
