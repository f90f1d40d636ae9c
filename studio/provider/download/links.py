"""Checks where a result link leads, and whether it may be followed."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

import httpx

from studio.provider.download import ssrf
from studio.provider.download.ssrf import Address


class ResultError(Exception):
    """A result could not be fetched. `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A link whose URL is acceptable; each of its addresses must still pass `allowed`."""

    url: httpx.URL
    allowed: Callable[[Address], bool]

    @property
    def host(self) -> str:
        """The host name in its ASCII form, for which TLS is verified."""
        return self.url.raw_host.decode("ascii")

    @property
    def port(self) -> int:
        return self.url.port or (443 if self.url.scheme == "https" else 80)

    def at(self, address: Address) -> httpx.URL:
        """The URL with the IP address instead of the host name."""
        return self.url.copy_with(host=str(address))


Resolver = Callable[[str, int], Awaitable[Iterable[str]]]


def target(url: str, *, hosts: Iterable[str], loopback: tuple[str, int] | None) -> Target:
    """Raises ResultError unless `url` is https, on the default port, on one of `hosts` or a subdomain; or http on
    the sandbox's host and port."""
    link = _parse(url)
    if loopback and (link.scheme, link.host.lower(), link.port or 80) == ("http", *loopback):
        return Target(url=link, allowed=ssrf.is_loopback)
    if link.scheme != "https":
        raise ResultError("not_https")
    if not any(_is_host_or_subdomain(link.host, host) for host in hosts):
        raise ResultError("host_refused")
    if link.port not in (None, 443):  # another service on a trusted host
        raise ResultError("port_refused")
    return Target(url=link, allowed=ssrf.is_public)


def public_target(url: str, *, loopback: bool) -> Target:
    """Raises ResultError unless `url` is https on a public host; `loopback` also allows http to this machine."""
    link = _parse(url)
    if loopback and link.scheme == "http":
        return Target(url=link, allowed=ssrf.is_loopback)
    if link.scheme != "https":
        raise ResultError("not_https")
    return Target(url=link, allowed=ssrf.is_public)


def _parse(url: str) -> httpx.URL:
    try:
        link = httpx.URL(url)
        host = link.host  # decoded on access, which fails for an invalid internationalised name
    except (httpx.InvalidURL, TypeError, UnicodeError):
        raise ResultError("bad_url") from None
    if not host or link.userinfo or not 0 < (link.port or 443) < 65536:
        raise ResultError("bad_url")
    return link


async def resolve(host: str, port: int) -> list[str]:
    """Resolves with the system's resolver."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


async def addresses_of(link: Target, resolver: Resolver) -> list[Address]:
    """Resolves the link's host. One address that is not allowed rejects the link: such a name is not trustworthy."""
    try:
        names = await resolver(link.host, link.port)
    except (OSError, UnicodeError):
        raise ResultError("unresolved") from None
    found = [ssrf.parse(name) for name in names]
    if not found:
        raise ResultError("unresolved")
    public = [address for address in found if address is not None and link.allowed(address)]
    if len(public) < len(found):
        raise ResultError("address_refused")
    return public


def _is_host_or_subdomain(host: str, allowed: str) -> bool:
    """`host` is `allowed` or ends in `.allowed`; ignores a final dot and the case."""
    host, allowed = host.lower().removesuffix("."), allowed.lower().strip(".")
    return bool(allowed) and (host == allowed or host.endswith(f".{allowed}"))
