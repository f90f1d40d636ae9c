"""A TCP proxy between browser and studio that a test can disconnect."""

import asyncio
import threading
from collections.abc import Coroutine
from contextlib import suppress


class TcpProxy:
    """Forwards bytes both ways between its own port and another local port until it is disconnected."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._writers: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="tcp-proxy")
        self._thread.start()
        self._listen(0)
        self.port = int(self._server.sockets[0].getsockname()[1])

    def disconnect(self) -> None:
        """Aborts open connections and refuses new ones."""
        self._run(self._close_connections())

    def reconnect(self) -> None:
        self._listen(self.port)

    def close(self) -> None:
        self.disconnect()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _run[T](self, work: Coroutine[object, object, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def _listen(self, port: int) -> None:
        self._server = self._run(asyncio.start_server(self._handle_connection, "127.0.0.1", port))

    async def _close_connections(self) -> None:
        self._server.close()
        for writer in list(self._writers):
            writer.transport.abort()
        await asyncio.gather(*(task for task in asyncio.all_tasks() if task is not asyncio.current_task()))

    async def _handle_connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        try:
            target_reader, target_writer = await asyncio.open_connection("127.0.0.1", self._target)
            self._writers.add(target_writer)
            await asyncio.gather(self._forward(reader, target_writer), self._forward(target_reader, writer))
            self._writers.discard(target_writer)
        except OSError:
            writer.close()
        self._writers.discard(writer)

    async def _forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(65_536):
                writer.write(data)
                await writer.drain()
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()
