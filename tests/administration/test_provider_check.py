"""The test call: a real request over HTTP that the provider must refuse."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest

from studio.audit.models import AuditEntry
from studio.generations.models import Generation
from studio.sandbox.painter import flat
from studio.sandbox.server import running
from studio.sandbox.settings import SandboxSettings
from tests.accounts.factories import administrator

pytestmark = pytest.mark.django_db

CHECK = "/administration/provider-check/"
HTMX = {"HX-Request": "true"}


@dataclass
class FakeProvider:
    """A provider that gives the same response to every request."""

    status: int = 400
    code: str = "InvalidParameter"
    received: list[dict[str, Any]] = field(default_factory=list)


@pytest.fixture
def provider(settings) -> Iterator[FakeProvider]:
    fake = FakeProvider()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            fake.received.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            body = json.dumps({"error": {"code": fake.code, "message": "No"}}).encode()
            self.send_response(fake.status)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    settings.PROVIDER_URL = f"http://127.0.0.1:{server.server_port}/v1"
    yield fake
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def check_provider(client_for):
    root = administrator()
    return lambda: client_for(root).post(CHECK, headers=HTMX)


def test_a_refused_test_request_means_that_the_provider_works(provider, check_provider):
    response = check_provider()
    assert "The provider responds and accepts the key. Nothing was made or billed." in response.text
    assert "<code>InvalidParameter</code>" in response.text
    sent = provider.received[0]
    assert (sent["prompt"], sent["size"]) == ("", "1x1")
    assert not Generation.objects.exists()


@pytest.mark.parametrize(
    ("status", "code", "message"),
    [
        (401, "AuthenticationError", "The provider refuses the key. Set a valid key in"),
        (403, "AccountOverdueError", "The provider refuses the account. Pay the provider’s bill"),
        (404, "InvalidEndpointOrModel.NotFound", "The provider refuses the account. Check the address"),
        (429, "RequestBurstTooFast", "The provider is busy or has an error."),
        (500, "InternalServiceError", "The provider is busy or has an error."),
        (502, "Strange", "The provider gave an unexpected response."),
    ],
)
def test_every_other_response_is_reported_as_a_problem(provider, check_provider, status, code, message):
    provider.status, provider.code = status, code
    response = check_provider()
    assert message.replace("’", "&#x27;") in response.text.replace("’", "&#x27;")
    assert 'data-s="danger"' in response.text


def test_an_unreachable_provider_is_reported(check_provider, settings):
    settings.PROVIDER_URL = "http://127.0.0.1:9/v1"
    assert "The provider does not respond." in check_provider().text


def test_a_check_leaves_one_audit_entry(provider, check_provider):
    check_provider()
    entry = AuditEntry.objects.get(action="provider.checked")
    assert entry.after == {"code": "InvalidParameter"}


def test_without_javascript_the_page_shows_the_result(provider, client_for):
    response = client_for(administrator()).post(CHECK, follow=True)
    assert "The provider responds and accepts the key." in response.text


def test_the_sandbox_refuses_the_test_request_and_generates_nothing(check_provider, settings, tmp_path):
    with running(SandboxSettings(folder=tmp_path, delay=0, painter=flat.paint, processes=0)) as url:
        settings.PROVIDER_URL = f"{url}/v1"
        assert "The provider responds and accepts the key." in check_provider().text
        ledger = httpx.get(f"{url}/ledger").json()
    assert (ledger["refused"], ledger["accepted"], ledger["billed"]) == (1, 0, 0)
