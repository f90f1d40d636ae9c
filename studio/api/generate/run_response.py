"""A run's progress as the frames of a streamed response, or as one document."""

from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.core.files.storage import default_storage

from studio.accounts.permissions import denial_reason_download
from studio.api.generate.failures import error_of, failed_as_a_whole, refusal_of
from studio.api.generate.progress import UNANSWERED, Progress
from studio.api.signed_links import path_of
from studio.generations.models import Generation, Image
from studio.generations.states import BILLED, SlotState
from studio.provider.server.errors import Refusal
from studio.provider.server.frames import Base64File, Frame, event_frame
from studio.provider.server.request_parser import ImageRequest

DONE = Frame(raw=b"data: [DONE]\n\n")
STILL_HERE = Frame(raw=b": still here\n\n")
WITHOUT_FILE = (SlotState.LOST, SlotState.ANNOUNCED)
"""Billed states without a file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunResponse:
    """The response in the format that the request asked for."""

    request: ImageRequest
    origin: str

    async def streamed(self, progress: AsyncIterator[Progress]) -> AsyncGenerator[Frame]:
        """Yields each image's event once its file is stored. Raises Refusal before the first frame, sends it later."""
        sent_slots: set[int] = set()
        try:
            async for now in progress:
                if now.is_last and failed_as_a_whole(now.run):
                    raise refusal_of(now.run)
                for slot in _answered(now):
                    if slot.index not in sent_slots:
                        sent_slots.add(slot.index)
                        yield self._event(now.run, slot)
                if now.is_last:
                    yield self._frame(now.run, "completed", usage=_usage(now.run))
                elif sent_slots and now.is_idle:
                    yield STILL_HERE
        except Refusal as refusal:
            if not sent_slots:
                raise
            error = {"code": refusal.code, "message": refusal.message}
            yield Frame(payload={"error": error}, before=b"data: ", after=b"\n\n")
        yield DONE

    async def whole(self, progress: AsyncIterator[Progress]) -> AsyncGenerator[Frame]:
        """Yields one frame, at the end. Raises Refusal."""
        async for now in progress:
            if now.is_last:
                if failed_as_a_whole(now.run):
                    raise refusal_of(now.run)
                data = [self._item(now.run, slot) for slot in _answered(now)]
                yield Frame(payload=self._head(now.run) | {"data": data, "usage": _usage(now.run)})

    def _event(self, run: Generation, slot: Image) -> Frame:
        item = self._item(run, slot)
        name = "partial_failed" if "error" in item else "partial_succeeded"
        return self._frame(run, name, image_index=slot.index, **item)

    def _frame(self, run: Generation, name: str, **fields: Any) -> Frame:
        return event_frame({"type": f"image_generation.{name}"} | self._head(run) | fields)

    def _head(self, run: Generation) -> dict[str, Any]:
        return {"model": self.request.model_id, "created": int(run.created.timestamp())}

    def _item(self, run: Generation, slot: Image) -> dict[str, Any]:
        if slot.state not in BILLED or slot.state in WITHOUT_FILE:
            return {"error": error_of(slot)}
        if not self.request.base64:
            return {"url": self.origin + path_of(slot), "size": str(slot.size)}
        if reason := denial_reason_download(run.owner, slot.team, needs_review=run.needs_review):
            return {"error": {"code": "AccessDenied", "message": reason}}
        return {"b64_json": Base64File(path=partial(default_storage.open, slot.file)), "size": str(slot.size)}


def mark_downloaded(run: Generation) -> None:
    """Marks the images in the response as downloaded; linked images are marked when the link is opened."""
    if not denial_reason_download(run.owner, run.team, needs_review=run.needs_review):
        Image.objects.stored().filter(generation=run.pk).mark_downloaded()


def _answered(now: Progress) -> list[Image]:
    """The images whose outcome is known, and in the last response also those no longer waited for."""
    open_states = () if now.is_last else UNANSWERED
    return [slot for slot in now.run.slots if slot.state not in (*open_states, SlotState.NOT_PRODUCED)]


def _usage(run: Generation) -> dict[str, int]:
    return {
        "generated_images": run.billed_count,
        "output_tokens": run.tokens,
        "total_tokens": run.tokens,
    }
