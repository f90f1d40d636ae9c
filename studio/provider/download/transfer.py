"""One transfer from an address to a file, in its own thread.

Uses plain sockets and the standard library's HTTP client: it connects to exactly the checked address, and ten megabytes
go from the socket to the disk without passing through an event loop.
"""

import socket
import ssl
import threading
from collections.abc import Sequence
from contextlib import closing
from http.client import HTTPConnection, HTTPException, HTTPResponse
from pathlib import Path

from studio.provider.download.download_file import (
    DownloadFile,
    Fetched,
    open_download,
)
from studio.provider.download.links import ResultError, Target
from studio.provider.download.ssrf import Address

_CONNECT_TIMEOUT = 10.0
_READ_TIMEOUT = 30.0
_BUFFER = 256 * 1024


class Download:
    """Tries the addresses in order. `stop` may be called from any thread and ends the transfer soon."""

    def __init__(
        self, link: Target, addresses: Sequence[Address], *, context: ssl.SSLContext, max_bytes: int
    ) -> None:
        self._link = link
        self._addresses = addresses
        self._context = context
        self._max_bytes = max_bytes
        self._lock = threading.Lock()
        self._stopped = False
        self._handle: socket.socket | None = None

    def run(self, into: Path) -> Fetched:
        """Blocks until the file is complete; raises ResultError."""
        with (
            closing(self._connect()) as connection,
            open_download(into, max_bytes=self._max_bytes) as download_file,
        ):
            try:
                with closing(self._request(connection)) as response:
                    _copy(response, download_file, self._max_bytes)
            except TimeoutError:
                raise ResultError("too_slow") from None
            except (HTTPException, OSError, ValueError):
                raise ResultError("broken") from None
            if self._stopped:
                raise ResultError("too_slow")
            return download_file.save()

    def stop(self) -> None:
        """Shuts the connection down; the reading thread closes it."""
        with self._lock:
            self._stopped = True
            if self._handle:
                _shut_down(self._handle)

    def close(self) -> None:
        """Closes the second socket handle."""
        with self._lock:
            if self._handle:
                self._handle.close()
            self._handle = None

    def _connect(self) -> socket.socket:
        for address in self._addresses:
            try:
                return self._connect_to(address)
            except OSError:
                continue
        raise ResultError("unreachable")

    def _connect_to(self, address: Address) -> socket.socket:
        """Connects to exactly this address; https is verified for the link's host name."""
        connection = socket.socket(socket.AF_INET6 if address.version == 6 else socket.AF_INET)
        try:
            connection.settimeout(_CONNECT_TIMEOUT)
            self._keep_handle(connection)
            connection.connect((str(address), self._link.port))
            connection.settimeout(_READ_TIMEOUT)
            if self._link.url.scheme == "https":
                return self._context.wrap_socket(connection, server_hostname=self._link.host)
        except BaseException:
            connection.close()
            raise
        return connection

    def _keep_handle(self, connection: socket.socket) -> None:
        """Keeps a second handle of the socket, outside TLS, for shutting it down."""
        with self._lock:
            if self._handle:
                self._handle.close()
            self._handle = connection.dup()
            if self._stopped:
                _shut_down(self._handle)

    def _request(self, connection: socket.socket) -> HTTPResponse:
        http = HTTPConnection(self._link.host, self._link.port)
        http.sock = connection
        path = self._link.url.raw_path.decode("ascii")
        http.putrequest("GET", path, skip_host=True, skip_accept_encoding=True)
        http.putheader("host", self._link.url.netloc.decode("ascii"))
        http.putheader("accept-encoding", "identity")
        http.putheader("connection", "close")
        http.endheaders()
        return http.getresponse()


def _copy(response: HTTPResponse, download_file: DownloadFile, max_bytes: int) -> None:
    """Copies the bytes without decompressing: a compressed body is not a JPEG, and cannot be a decompression bomb."""
    if 300 <= response.status < 400:
        raise ResultError("redirect")
    if response.status != 200:
        raise ResultError(f"http_{response.status}")
    announced = response.length
    if announced is not None and announced > max_bytes:
        raise ResultError("too_big")
    copied = 0
    buffer = memoryview(bytearray(_BUFFER))
    while size := response.readinto(buffer):
        download_file.write(buffer[:size])
        copied += size
    if announced is not None and copied < announced:
        raise ResultError("broken")


def _shut_down(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:  # not connected yet, or closed by the server
        connection.close()
