"""Executes one run from the queue to its final state.

“Sending” is committed before the first byte is sent; every event is committed before the next is read; any failure
after the request was sent ends as “unknown”, never as a second request.
"""

import asyncio
import logging
from datetime import timedelta
from typing import BinaryIO, cast

from django.core.files.storage import default_storage
from django.utils import timezone

from studio.generations.execution import transitions
from studio.generations.execution.fetch import fetch
from studio.generations.execution.retry import may_retry, retry_delay
from studio.generations.execution.worker_context import current, in_database
from studio.generations.models import Generation, Reference
from studio.infra.crash_points import crash_point
from studio.infra.jobs.open_calls import open_calls
from studio.provider.errors import Outcome, ProviderError
from studio.provider.limits import overall_deadline
from studio.provider.requests import DataReference, GenerationRequest, UrlReference
from studio.provider.stream.events import (
    Completed,
    Event,
    ImageFailed,
    ImageSucceeded,
    RunFailed,
)

log = logging.getLogger(__name__)


async def execute(run: int) -> None:
    """Claims the run and executes it; does nothing when another worker has claimed it."""
    claim = await in_database(transitions.claim, run)
    if claim.run is None:
        return
    crash_point("sending")
    fetches: list[asyncio.Task[None]] = []
    try:
        with open_calls.tracked(seconds=overall_deadline(claim.run.planned)):
            await _call(claim.run, fetches)
    except ProviderError as error:
        await _handle_error(claim.run, error)
    except asyncio.CancelledError:
        await asyncio.shield(_mark_interrupted(run))
        raise
    except Exception:
        # A bug in one run must not affect other runs; the request was sent, so the outcome is unknown.
        log.exception("Run %d broke", run)
        await _mark_interrupted(run)
    await asyncio.gather(*fetches)


async def _call(run: Generation, fetches: list[asyncio.Task[None]]) -> None:
    """Sends the request and records each event before it reads the next."""
    request = await in_database(_request, run.pk)
    completed = False
    async with current().provider.stream(request, nonce=run.submission.hex) as stream:
        crash_point("sent")
        async for event in stream:
            slot = await _record_event(run.pk, event, stream.request_id or "")
            if slot is not None:
                fetches.append(asyncio.create_task(fetch(slot)))
            completed = completed or isinstance(event, Completed)
            crash_point("event")
    crash_point("end")
    await in_database(transitions.ended, run.pk, completed=completed)


async def _record_event(run: int, event: Event, request_id: str) -> int | None:
    """Commits one event; returns the slot to fetch when it announced an image."""
    if isinstance(event, ImageSucceeded):
        return await in_database(transitions.image_made, run, event, request_id=request_id)
    if isinstance(event, ImageFailed):
        await in_database(transitions.image_failed, run, event, request_id=request_id)
    elif isinstance(event, Completed):
        await in_database(transitions.usage, run, event)
    elif isinstance(event, RunFailed):
        raise event.error(request_id=request_id or None)
    return None


def _request(run: int) -> GenerationRequest:
    """Builds the provider's request from the run's row; files are opened only when they are sent."""
    row = Generation.objects.with_slots().get(pk=run)
    return GenerationRequest(
        prompt=row.prompt,
        references=tuple(_reference(one) for one in row.references_list),
        size=row.size,
        max_images=row.max_images,
        watermark=row.watermark,
        optimize_prompt=row.optimize_prompt or None,
        web_search=row.web_search,
        model=row.spec,
    )


def _reference(reference: Reference) -> DataReference | UrlReference:
    if reference.upload is None:
        return UrlReference(url=reference.url)
    upload = reference.upload
    return DataReference(media_type=upload.media_type, path=lambda: _open(upload.file), size=upload.bytes)


def _open(name: str) -> BinaryIO:
    return cast(BinaryIO, default_storage.open(name))


async def _handle_error(run: Generation, error: ProviderError) -> None:
    """Retries later, fails permanently or becomes unknown, as the table of errors says."""
    log.warning("Run %d: %s %s (%s)", run.pk, error.status or "", error.code, error.outcome)
    if error.outcome is Outcome.UNKNOWN:
        await in_database(transitions.unknown, run.pk, code=error.code, message=error.message)
    elif error.outcome is Outcome.RETRY and await in_database(may_retry, run.pk, error):
        until = timezone.now() + timedelta(seconds=retry_delay(run.attempts, error.retry_after))
        await in_database(transitions.back_off, run.pk, error, until=until)
    else:
        await in_database(transitions.refused, run.pk, error)


async def _mark_interrupted(run: int) -> None:
    await in_database(
        transitions.unknown,
        run,
        code="interrupted",
        message="The studio stopped listening before the end was seen.",
    )
