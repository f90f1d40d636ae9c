"""Protects against server-side request forgery: decides which IP addresses a link or a webhook may lead to.

Only ordinary public addresses are allowed. Python's `is_global` also accepts addresses that lead elsewhere: NAT64 to
loopback, IPv4-compatible `::127.0.0.1`, multicast, the metadata service of a cloud.
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Address = IPv4Address | IPv6Address

_NEVER_4 = [
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",  # carrier-grade NAT, and one cloud's metadata service
        "127.0.0.0/8",
        "168.63.129.16/32",  # a virtual machine's host, in a public range
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/3",  # multicast, reserved, broadcast
    )
]
_UNICAST_6 = IPv6Network("2000::/3")
_NEVER_6 = [
    IPv6Network(network)
    for network in (
        "2001::/23",  # protocol assignments; Teredo is among them
        "2001:db8::/32",
        "2002::/16",  # 6to4 carries any IPv4 address
        "2620:4f:8000::/48",
        "3ffe::/16",
        "3fff::/20",
    )
]
_ISATAP = (0x0000_5EFE, 0x0200_5EFE)


def is_public(address: Address) -> bool:
    """Whether `address` is an ordinary public host and can lead to nothing else."""
    if not address.is_global or address.is_multicast:
        return False
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _NEVER_4)
    if address not in _UNICAST_6 or any(address in network for network in _NEVER_6):
        return False
    return (int(address) >> 32) & 0xFFFF_FFFF not in _ISATAP


def is_loopback(address: Address) -> bool:
    """Whether `address` itself is loopback; an IPv6 address that embeds an IPv4 loopback is not."""
    return address == IPv6Address("::1") or (isinstance(address, IPv4Address) and address.is_loopback)


def parse(text: str) -> Address | None:
    """Parses an address in a resolver's format; None if it is invalid."""
    try:
        return ip_address(text)
    except ValueError:
        return None
