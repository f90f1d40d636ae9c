"""The addresses from which a result can be fetched."""

from ipaddress import ip_address

import pytest

from studio.provider.download.ssrf import is_loopback, is_public
from tests.provider.private_addresses import PRIVATE_ADDRESSES


@pytest.mark.parametrize("address", PRIVATE_ADDRESSES)
def test_private_and_reserved_addresses_are_not_public(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        "1.1.1.1",
        "8.8.8.8",
        "101.126.1.1",
        "168.63.129.17",
        "223.255.255.1",
        "2606:4700::1111",
        "2400:3200::1",
    ],
)
def test_ordinary_hosts_are_public(address: str) -> None:
    assert is_public(ip_address(address))


def test_only_plain_loopback_addresses_are_loopback() -> None:
    assert all(is_loopback(ip_address(address)) for address in ("127.0.0.1", "127.8.8.8", "::1"))
    others = ("::ffff:127.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "0.0.0.0", "10.0.0.1", "1.1.1.1")
    assert not any(is_loopback(ip_address(address)) for address in others)
