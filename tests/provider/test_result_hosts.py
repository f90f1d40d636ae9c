"""The hosts allowed in result links: others cause no connection at all."""

import ssl
from pathlib import Path

import httpx
import pytest

from studio.provider.download import links
from studio.provider.download.fetcher import ResultClient, ResultError
from studio.provider.download.links import (
    Target,
    addresses_of,
)
from studio.provider.download.ssrf import is_loopback
from tests.provider.fake_server import fake_server, responding
from tests.provider.host_names import self_signed_certificate, static_resolver
from tests.provider.private_addresses import PRIVATE_ADDRESSES
from tests.provider.sample_images import jpeg


async def error_code_of(results: ResultClient, url: str, folder: Path) -> str:
    with pytest.raises(ResultError) as caught:
        await results.fetch(url, folder / "a.jpg")
    assert not url or url not in str(caught.value)
    return caught.value.code


def as_url_host(address: str) -> str:
    return f"[{address}]" if ":" in address else address


@pytest.mark.parametrize("address", PRIVATE_ADDRESSES)
async def test_an_allowed_host_with_a_private_address_causes_no_connection(
    address: str, tmp_path: Path, connections: list[object]
) -> None:
    for addresses in ([address], ["1.1.1.1", address]):
        async with ResultClient(["results.example"], resolver=static_resolver(*addresses)) as results:
            code = await error_code_of(results, "https://results.example/a.jpg", tmp_path)
            assert code == "address_refused"
    assert connections == []


@pytest.mark.parametrize("address", PRIVATE_ADDRESSES)
async def test_a_private_address_in_the_link_causes_no_connection(
    address: str, tmp_path: Path, connections: list[object]
) -> None:
    async with ResultClient([as_url_host(address), address], loopback=("127.0.0.1", 9099)) as results:
        for scheme in ("https", "http"):
            with pytest.raises(ResultError):
                await results.fetch(f"{scheme}://{as_url_host(address)}/a.jpg", tmp_path / "a.jpg")
    assert connections == []


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://results.example/a.jpg", "not_https"),
        ("ftp://results.example/a.jpg", "not_https"),
        ("file:///etc/passwd", "bad_url"),
        ("//results.example/a.jpg", "not_https"),
        ("https://user:secret@results.example/a.jpg", "bad_url"),
        ("https://user@results.example/a.jpg", "bad_url"),
        ("https:///a.jpg", "bad_url"),
        ("", "bad_url"),
        ("https://results.example:99999/a.jpg", "bad_url"),
        ("https://[::1/a.jpg", "bad_url"),
        ("https://xn--.results.example/a.jpg", "bad_url"),
        ("https://xn--/a.jpg", "bad_url"),
        ("https://results.example:8443/a.jpg", "port_refused"),
        ("https://results.example:80/a.jpg", "port_refused"),
        ("https://results.example:22/a.jpg", "port_refused"),
        ("https://results.example.evil.example/a.jpg", "host_refused"),
        ("https://evilresults.example/a.jpg", "host_refused"),
        ("https://evil.example/results.example", "host_refused"),
        ("https://evil.example\\@results.example/", "bad_url"),
        ("https://evil.example#@results.example/", "host_refused"),
        ("https://127.0.0.1/a.jpg", "host_refused"),
        ("https://2130706433/a.jpg", "host_refused"),
        ("https://0x7f.1/a.jpg", "host_refused"),
        ("https://localhost/a.jpg", "host_refused"),
        ("http://127.0.0.1:9098/a.jpg", "not_https"),
        ("http://localhost:9099/a.jpg", "not_https"),
        ("https://127.0.0.1:9099/a.jpg", "host_refused"),
    ],
)
async def test_a_link_to_another_host_is_refused_without_a_connection(
    url: str, code: str, tmp_path: Path, connections: list[object]
) -> None:
    async with ResultClient(["results.example"], loopback=("127.0.0.1", 9099)) as results:
        assert await error_code_of(results, url, tmp_path) == code
    assert connections == []


async def test_disguised_loopback_addresses_cause_no_connection(
    tmp_path: Path, connections: list[object]
) -> None:
    hosts = ["2130706433", "0x7f.1", "017700000001", "127.1", "localhost"]
    async with ResultClient(hosts) as results:
        for host in hosts:
            with pytest.raises(ResultError):
                await results.fetch(f"https://{host}/a.jpg", tmp_path / "a.jpg")
    assert connections == []


async def test_without_a_sandbox_loopback_is_refused(tmp_path: Path, connections: list[object]) -> None:
    async with ResultClient(["127.0.0.1"]) as results:
        assert await error_code_of(results, "http://127.0.0.1:9099/a.jpg", tmp_path) == "not_https"
    assert connections == []


async def test_a_sandbox_host_that_resolves_elsewhere_causes_no_connection(
    tmp_path: Path, connections: list[object]
) -> None:
    async with ResultClient(
        [], loopback=("sandbox.example", 9099), resolver=static_resolver("10.0.0.7")
    ) as results:
        code = await error_code_of(results, "http://sandbox.example:9099/a.jpg", tmp_path)
        assert code == "address_refused"
    assert connections == []


@pytest.mark.parametrize(
    "url", ["https://volces.com/a", "https://A.B.Volces.COM./a", "https://x.volces.com:443/a"]
)
def test_a_host_allows_itself_and_its_subdomains(url: str) -> None:
    assert links.target(url, hosts=["volces.com"], loopback=None).url.scheme == "https"
    assert links.target(url, hosts=[".Volces.com"], loopback=None)
    with pytest.raises(ResultError):
        links.target(url, hosts=["", "."], loopback=None)


async def test_a_host_without_addresses_is_unresolved() -> None:
    link = links.target("https://results.example/a", hosts=["results.example"], loopback=None)
    with pytest.raises(ResultError) as caught:
        await addresses_of(link, static_resolver())
    assert caught.value.code == "unresolved"


async def test_the_systems_resolver_is_used_by_default(tmp_path: Path) -> None:
    async with (
        fake_server(responding(200, jpeg())) as server,
        ResultClient([], loopback=("localhost", server.port)) as results,
    ):
        fetched = await results.fetch(f"http://localhost:{server.port}/a.jpg", tmp_path / "a.jpg")
    assert fetched.width == 320


# ── TLS ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("certificate_name", "trusted"), [("results.example", True), ("other.example", False)]
)
async def test_tls_is_verified_for_the_host_name_not_for_the_connected_address(
    certificate_name: str, trusted: bool, tmp_path: Path
) -> None:
    path = self_signed_certificate(certificate_name, tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    client_context = ssl.create_default_context(cafile=str(path))
    async with (
        fake_server(responding(200, jpeg()), ssl=context) as server,
        ResultClient(
            ["results.example"], resolver=static_resolver("127.0.0.1"), ssl_context=client_context
        ) as results,
    ):
        # No public address can be served from here, so this link may lead to loopback.
        link = Target(url=httpx.URL(f"https://results.example:{server.port}/a.jpg"), allowed=is_loopback)
        if trusted:
            assert (await results.follow(link, tmp_path / "a.jpg")).width == 320
            assert server.received[0].headers["host"] == f"results.example:{server.port}"
        else:
            with pytest.raises(ResultError, match="unreachable"):
                await results.follow(link, tmp_path / "a.jpg")
            assert server.received == []
