"""A minimal TCP proxy that copies bytes between two sockets. Run as `python -m bench.tcp_relay PORT UPSTREAM_PORT`."""

import asyncio
import sys

CHUNK = 64 * 1024


async def serve(port: int, upstream: int) -> None:
    async def relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        upstream_reader, upstream_writer = await asyncio.open_connection("127.0.0.1", upstream)
        await asyncio.gather(_copy(reader, upstream_writer), _copy(upstream_reader, writer))

    async with await asyncio.start_server(relay, "127.0.0.1", port) as server:
        await server.serve_forever()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while chunk := await reader.read(CHUNK):
        writer.write(chunk)
        await writer.drain()
    writer.close()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), int(sys.argv[2])))
