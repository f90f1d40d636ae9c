"""An outage of S3 is one kind of error, and is reported within seconds."""

import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.core.files.base import ContentFile

from studio.infra import s3_storage
from studio.infra.s3_storage import S3Storage
from studio.infra.storage import StorageError

Endpoint = Callable[..., S3Storage]

OPERATIONS: list[Callable[[S3Storage], Any]] = [
    lambda storage: storage.save("a.jpg", ContentFile(b"x")),
    lambda storage: storage.open("a.jpg"),
    lambda storage: storage.size("a.jpg"),
    lambda storage: storage.exists("a.jpg"),
    lambda storage: storage.delete("a.jpg"),
]


def storage_at(port: int) -> S3Storage:
    return S3Storage(
        bucket_name="bucket",
        endpoint_url=f"http://127.0.0.1:{port}",
        access_key="key",
        secret_key="secret",
        region_name="us-east-1",
        addressing_style="path",
        file_overwrite=False,
    )


@pytest.fixture
def fake_s3() -> Iterator[Endpoint]:
    """Starts an endpoint that gives the same response to every request."""
    servers: list[HTTPServer] = []

    def start(status: int, body: bytes = b"", *, get: int = 0) -> S3Storage:
        class Handler(BaseHTTPRequestHandler):
            def answer(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                self.send_response((self.command == "GET" and get) or status)
                self.send_header("Content-Length", str(len(body)))
                self.send_header("ETag", '"0"')
                self.end_headers()
                self.wfile.write(b"" if self.command == "HEAD" else body)

            do_GET = do_HEAD = do_PUT = do_DELETE = answer

            def log_message(self, *args: object) -> None: ...

        servers.append(HTTPServer(("127.0.0.1", 0), Handler))
        threading.Thread(target=servers[-1].serve_forever, args=(0.05,), daemon=True).start()
        return storage_at(servers[-1].server_port)

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def test_a_file_is_read(fake_s3: Endpoint) -> None:
    with fake_s3(200, b"a picture").open("a.jpg") as file:
        assert file.read() == b"a picture"


def test_a_missing_file_raises_file_not_found(fake_s3: Endpoint) -> None:
    storage = fake_s3(404)
    assert not storage.exists("a.jpg")
    for operation in (storage.open, storage.size):
        with pytest.raises(FileNotFoundError):
            operation("a.jpg")


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("status", [403, 503])
def test_a_refusal_is_a_storage_error(
    operation: Callable[[S3Storage], Any], status: int, fake_s3: Endpoint
) -> None:
    with pytest.raises(StorageError):
        operation(fake_s3(status))


@pytest.mark.parametrize("operation", OPERATIONS)
def test_an_unreachable_endpoint_is_a_storage_error(operation: Callable[[S3Storage], Any]) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        with pytest.raises(StorageError):
            operation(storage_at(unused.getsockname()[1]))


def test_an_endpoint_that_never_responds_is_a_storage_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(s3_storage, "READ_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(StorageError):
        storage_at(silent.getsockname()[1]).size("a.jpg")


def test_content_that_cannot_be_read_is_a_storage_error(fake_s3: Endpoint) -> None:
    file = fake_s3(200, b"x", get=503).open("a.jpg")
    with pytest.raises(StorageError):
        file.read()
