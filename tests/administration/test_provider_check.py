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
class Answering:
    """A provider that gives one answer to everything."""

    status: int = 400
    code: str = "InvalidParameter"
    received: list[dict[str, Any]] = field(default_factory=list)


@pytest.fixture
def provider(settings) -> Iterator[Answering]:
    answering = Answering()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            answering.received.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            body = json.dumps({"error": {"code": answering.code, "message": "No"}}).encode()
            self.send_response(answering.status)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    settings.PROVIDER_URL = f"http://127.0.0.1:{server.server_port}/v1"
    yield answering
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def call(browser_of):
    root = administrator()
    return lambda: browser_of(root).post(CHECK, headers=HTMX)


def test_a_provider_that_refuses_the_request_is_well(provider, call):
    answer = call()
    assert "The provider answers and accepts the key. Nothing was made or billed." in answer.text
    assert "<code>InvalidParameter</code>" in answer.text
    sent = provider.received[0]
    assert (sent["prompt"], sent["size"]) == ("", "1x1")
    assert not Generation.objects.exists()


@pytest.mark.parametrize(
    ("status", "code", "said"),
    [
        (401, "AuthenticationError", "The provider refuses the key. Set a valid key in"),
        (403, "AccountOverdueError", "The provider refuses the account. Pay the provider’s bill"),
        (404, "InvalidEndpointOrModel.NotFound", "The provider refuses the account. Check the address"),
        (429, "RequestBurstTooFast", "The provider is busy or has an error."),
        (500, "InternalServiceError", "The provider is busy or has an error."),
        (502, "Strange", "The provider gave an unexpected answer."),
    ],
)
def test_every_other_answer_says_what_is_wrong(provider, call, status, code, said):
    provider.status, provider.code = status, code
    answer = call()
    assert said.replace("’", "&#x27;") in answer.text.replace("’", "&#x27;")
    assert 'data-s="danger"' in answer.text


def test_a_provider_that_is_not_there_is_reported(call, settings):
    settings.PROVIDER_URL = "http://127.0.0.1:9/v1"
    assert "The provider does not answer." in call().text


def test_a_call_leaves_one_entry(provider, call):
    call()
    entry = AuditEntry.objects.get(action="provider.checked")
    assert entry.after == {"code": "InvalidParameter"}


def test_without_javascript_the_page_says_it(provider, browser_of):
    answer = browser_of(administrator()).post(CHECK, follow=True)
    assert "The provider answers and accepts the key." in answer.text


def test_the_sandbox_answers_it_and_makes_nothing(call, settings, tmp_path):
    with running(SandboxSettings(folder=tmp_path, delay=0, painter=flat.paint, processes=0)) as address:
        settings.PROVIDER_URL = f"{address}/v1"
        assert "The provider answers and accepts the key." in call().text
        ledger = httpx.get(f"{address}/ledger").json()
    assert (ledger["refused"], ledger["accepted"], ledger["billed"]) == (1, 0, 0)
