"""The line between a browser and the studio, which a test may cut."""

import asyncio
import threading
from collections.abc import Coroutine
from contextlib import suppress


class Wire:
    """Passes bytes both ways between its own port and another one of this machine, until it is cut."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._open: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="wire")
        self._thread.start()
        self._listen(0)
        self.port = int(self._server.sockets[0].getsockname()[1])

    def cut(self) -> None:
        """What is open breaks, and nobody gets through."""
        self._do(self._stop())

    def mend(self) -> None:
        self._listen(self.port)

    def close(self) -> None:
        self.cut()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _do[T](self, work: Coroutine[object, object, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def _listen(self, port: int) -> None:
        self._server = self._do(asyncio.start_server(self._connect, "127.0.0.1", port))

    async def _stop(self) -> None:
        self._server.close()
        for writer in list(self._open):
            writer.transport.abort()
        await asyncio.gather(*(task for task in asyncio.all_tasks() if task is not asyncio.current_task()))

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            there, further = await asyncio.open_connection("127.0.0.1", self._target)
            self._open.add(further)
            await asyncio.gather(self._pass(reader, further), self._pass(there, writer))
            self._open.discard(further)
        except OSError:
            writer.close()
        self._open.discard(writer)

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(65_536):
                writer.write(data)
                await writer.drain()
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()
