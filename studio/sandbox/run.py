"""A run makes its images one after the other and bills each, whether or not the client is still connected."""

import asyncio
import logging
from dataclasses import dataclass, field
from pathlib import Path

from studio.provider.sizes import Size
from studio.sandbox.latency import seconds
from studio.sandbox.ledger import Billed, Call
from studio.sandbox.links import Links
from studio.sandbox.painter.pool import (
    SUFFIXES,
    Job,
    Painted,
    Pool,
    paint_file,
)
from studio.sandbox.protocol.request_parser import SandboxRequest
from studio.sandbox.settings import SandboxSettings

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The planned outcome of a run; scripted faults change it."""

    images: int
    failing: frozenset[int] = frozenset()
    broken_at: int | None = None
    aborted_at: int | None = None
    other_size: frozenset[int] | None = None
    links: tuple[tuple[str, frozenset[int]], ...] = ()
    content_type: str = ""

    def link_fault(self, index: int) -> str:
        """An empty set of indexes means every image."""
        return next((name for name, chosen in self.links if not chosen or index in chosen), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    index: int
    size: Size
    url: str
    path: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """`index` is None when the whole run failed."""

    index: int | None
    code: str
    message: str
    last: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    pass


Event = Made | Failed | Ended
MODERATED = ("OutputImageSensitiveContentDetected", "The output image may contain sensitive information.")
BROKEN = ("InternalServiceError", "The service encountered an unexpected internal error.")


@dataclass(slots=True, kw_only=True)
class Run:
    """`events` ends with Ended, even when the run is cancelled."""

    request: SandboxRequest
    plan: Plan
    call: Call
    references: tuple[Path, ...]
    origin: str
    settings: SandboxSettings
    links: Links
    pool: Pool
    events: asyncio.Queue[Event] = field(default_factory=asyncio.Queue)

    async def make(self) -> None:
        try:
            for index in range(self.plan.images):
                event = await self._next(index)
                self.events.put_nowait(event)
                if isinstance(event, Failed) and event.last:
                    break
        finally:
            self.call.finished = True
            self.events.put_nowait(Ended())

    async def _next(self, index: int) -> Event:
        if index == self.plan.aborted_at:
            return Failed(index=None, code=BROKEN[0], message=BROKEN[1], last=True)
        if index == self.plan.broken_at:
            return self._failed(index, BROKEN, last=True)
        try:
            return await self._image(index)
        except Exception:
            log.exception("Image %d of call %s could not be painted", index, self.call.id)
            return self._failed(index, BROKEN, last=True)

    async def _image(self, index: int) -> Event:
        wait = seconds(
            self.settings.delay,
            pixels=self.request.size.pixels,
            references=len(self.references),
            prompt=self.request.prompt,
            index=index,
        )
        if index in self.plan.failing:
            await asyncio.sleep(wait)
            return self._failed(index, MODERATED)
        mark = self.plan.link_fault(index)
        name = f"{self.call.id}-{index}{'-' + mark if mark else ''}{SUFFIXES[self.request.output_format]}"
        async with asyncio.TaskGroup() as both:
            both.create_task(asyncio.sleep(wait))
            painting = both.create_task(self._paint(index, name))
        return self._bill(index, name, painting.result())

    async def _paint(self, index: int, name: str) -> Painted:
        job = Job(
            prompt=self.request.prompt,
            size=self._painted_size(index),
            index=index,
            references=self.references,
            watermark=self.request.watermark,
            target=self.links.file(name),
        )
        return await self.pool.run(paint_file, self.settings.painter, job)

    def _painted_size(self, index: int) -> Size:
        chosen, size = self.plan.other_size, self.request.size
        if chosen is None or (chosen and index not in chosen):
            return size
        return Size(size.width, size.height - 64)

    def _bill(self, index: int, name: str, painted: Painted) -> Made:
        size, url = self.request.size, self.links.sign(name, self.origin)
        self.call.billed.append(
            Billed(index=index, size=str(size), url=url, bytes=painted.bytes, sha256=painted.sha256)
        )
        return Made(index=index, size=size, url=url, path=self.links.file(name))

    def _failed(self, index: int, why: tuple[str, str], *, last: bool = False) -> Failed:
        self.call.failed.append({"index": index, "code": why[0]})
        return Failed(index=index, code=why[0], message=why[1], last=last)
