"""Signed result links, valid for a day, and their files."""

import asyncio
import contextlib
import hmac
import os
import secrets
import shutil
import time
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

BLOCK = 512 * 1024


class Links:
    """The only state is the file name: `<call>-<index>[-<scripted fault>]`, `.jpg` or `.png`."""

    def __init__(self, folder: Path, life: timedelta) -> None:
        self._files = folder / "files"
        self._files.mkdir(parents=True, exist_ok=True)
        self._life = life.total_seconds()
        self._key = _key(folder / "link.key")

    def file(self, name: str) -> Path:
        return self._files / name

    def sign(self, name: str, origin: str) -> str:
        expires = int(time.time() + self._life)
        return f"{origin}/files/{name}?X-Expires={expires}&X-Signature={self._signature(name, expires)}"

    def alive(self, name: str, query: dict[str, str]) -> bool:
        expires = query.get("X-Expires", "")
        if not expires.isascii() or not expires.isdigit() or int(expires) <= time.time():
            return False
        return hmac.compare_digest(
            self._signature(name, int(expires)).encode(), query.get("X-Signature", "").encode()
        )

    def sweep(self, keep_bytes: int) -> None:
        """Removes files older than a link's lifetime, then the oldest beyond `keep_bytes`."""
        oldest = time.time() - self._life - 60
        total = 0
        for written, size, path in sorted(_ages(self._files), reverse=True):
            total += size
            if total > keep_bytes or written < oldest:
                path.unlink(missing_ok=True)
        for left in self._files.parent.glob("incoming-*"):
            if left.stat().st_mtime < oldest:
                shutil.rmtree(left, ignore_errors=True)

    def _signature(self, name: str, expires: int) -> str:
        return hmac.digest(self._key, f"{name}\n{expires}".encode(), "sha256").hex()


async def blocks(path: Path) -> AsyncIterator[bytes]:
    """Yields the file in chunks, read outside the event loop. Raises OSError."""
    with path.open("rb") as file:
        while block := await asyncio.to_thread(_read, file):
            yield block


def _ages(folder: Path) -> Iterator[tuple[float, int, Path]]:
    for path in folder.iterdir():
        with contextlib.suppress(FileNotFoundError):  # renamed meanwhile: it was being written
            stat = path.stat()
            yield stat.st_mtime, stat.st_size, path


def _read(file: BinaryIO) -> bytes:
    return file.read(BLOCK)


def _key(path: Path) -> bytes:
    """The signing key, stored so that links survive a restart."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with open(handle, "wb") as file:
        key = secrets.token_bytes(32)
        file.write(key)
    return key
