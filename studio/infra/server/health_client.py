"""Checks whether the web process responds; one line of HTTP needs no client library.

`python -m studio.infra.server.health_client` is the container's health check.
"""

import asyncio
import os
import sys

PATH = "/healthz"
PAUSE = 0.1


async def wait_until_responding(host: str, port: int) -> None:
    while True:
        if await responds(host, port):
            return
        await asyncio.sleep(PAUSE)


async def responds(host: str, port: int) -> bool:
    """Whether the status is below 500; a 400 for a host name that is not allowed also counts."""
    try:
        reader, writer = await asyncio.open_connection(host, port)
    except OSError:
        return False
    try:
        writer.write(f"GET {PATH} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        status = (await reader.readline()).split(b" ")
    except OSError:
        return False
    finally:
        writer.close()
    return len(status) > 1 and status[1] < b"500"


if __name__ == "__main__":
    sys.exit(not asyncio.run(responds("127.0.0.1", int(os.environ.get("PORT", "8000")))))
