"""One transfer from an address to a file, in a thread of its own.

Plain sockets and the standard library's HTTP: what is connected to is exactly the address that was checked, and
ten megabytes go from the socket to the disk without passing through an event loop.
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

_CONNECT = 10.0
_SILENCE = 30.0
_BUFFER = 256 * 1024


class Download:
    """Tries the addresses in turn. `stop` may be called from any thread and ends it soon."""

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
        with closing(self._connect()) as connection, open_download(into, max_bytes=self._max_bytes) as place:
            try:
                with closing(self._request(connection)) as response:
                    _copy(response, place, self._max_bytes)
            except TimeoutError:
                raise ResultError("too_slow") from None
            except (HTTPException, OSError, ValueError):
                raise ResultError("broken") from None
            if self._stopped:
                raise ResultError("too_slow")
            return place.save()

    def stop(self) -> None:
        """Shuts the connection down; the reading thread closes it."""
        with self._lock:
            self._stopped = True
            if self._handle:
                _shut_down(self._handle)

    def close(self) -> None:
        """Closes the second handle."""
        with self._lock:
            if self._handle:
                self._handle.close()
            self._handle = None

    def _connect(self) -> socket.socket:
        for address in self._addresses:
            try:
                return self._connected(address)
            except OSError:
                continue
        raise ResultError("unreachable")

    def _connected(self, address: Address) -> socket.socket:
        """A connection to exactly this address; with https, verified for the link's host name."""
        connection = socket.socket(socket.AF_INET6 if address.version == 6 else socket.AF_INET)
        try:
            connection.settimeout(_CONNECT)
            self._keep_handle(connection)
            connection.connect((str(address), self._link.port))
            connection.settimeout(_SILENCE)
            if self._link.url.scheme == "https":
                return self._context.wrap_socket(connection, server_hostname=self._link.host)
        except BaseException:
            connection.close()
            raise
        return connection

    def _keep_handle(self, connection: socket.socket) -> None:
        """Keeps a second handle of the socket, outside TLS, to shut it down."""
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


def _copy(response: HTTPResponse, place: DownloadFile, max_bytes: int) -> None:
    """The bytes as sent: what claims to be compressed is no JPEG, and cannot blow up."""
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
        place.write(buffer[:size])
        copied += size
    if announced is not None and copied < announced:
        raise ResultError("broken")


def _shut_down(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:  # not connected yet, or closed by the other side
        connection.close()
