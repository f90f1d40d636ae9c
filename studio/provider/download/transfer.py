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

from studio.provider.download.addresses import Address
from studio.provider.download.download_file import (
    DownloadFile,
    Fetched,
    open_download,
)
from studio.provider.download.links import ResultError, Target

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
        self._line: socket.socket | None = None

    def run(self, into: Path) -> Fetched:
        """Blocks until the file has landed; raises ResultError."""
        with closing(self._connect()) as line, open_download(into, max_bytes=self._max_bytes) as place:
            try:
                with closing(self._ask(line)) as response:
                    _copy(response, place, self._max_bytes)
            except TimeoutError:
                raise ResultError("too_slow") from None
            except (HTTPException, OSError, ValueError):
                raise ResultError("broken") from None
            if self._stopped:
                raise ResultError("too_slow")
            return place.save()

    def stop(self) -> None:
        """Cuts the line under whatever waits for it. The thread that reads closes it."""
        with self._lock:
            self._stopped = True
            if self._line:
                _cut(self._line)

    def close(self) -> None:
        """Gives the second handle back."""
        with self._lock:
            if self._line:
                self._line.close()
            self._line = None

    def _connect(self) -> socket.socket:
        for address in self._addresses:
            try:
                return self._connected(address)
            except OSError:
                continue
        raise ResultError("unreachable")

    def _connected(self, address: Address) -> socket.socket:
        """A line to this very address; on https the far end has proved that it bears the link's name."""
        line = socket.socket(socket.AF_INET6 if address.version == 6 else socket.AF_INET)
        try:
            line.settimeout(_CONNECT)
            self._take(line)
            line.connect((str(address), self._link.port))
            line.settimeout(_SILENCE)
            if self._link.url.scheme == "https":
                return self._context.wrap_socket(line, server_hostname=self._link.host)
        except BaseException:
            line.close()
            raise
        return line

    def _take(self, line: socket.socket) -> None:
        """Keeps a second handle of the line to cut it by, which TLS does not know of."""
        with self._lock:
            if self._line:
                self._line.close()
            self._line = line.dup()
            if self._stopped:
                _cut(self._line)

    def _ask(self, line: socket.socket) -> HTTPResponse:
        connection = HTTPConnection(self._link.host, self._link.port)
        connection.sock = line
        path = self._link.url.raw_path.decode("ascii")
        connection.putrequest("GET", path, skip_host=True, skip_accept_encoding=True)
        connection.putheader("host", self._link.url.netloc.decode("ascii"))
        connection.putheader("accept-encoding", "identity")
        connection.putheader("connection", "close")
        connection.endheaders()
        return connection.getresponse()


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


def _cut(line: socket.socket) -> None:
    try:
        line.shutdown(socket.SHUT_RDWR)
    except OSError:  # not connected yet, or cut by the far side
        line.close()
