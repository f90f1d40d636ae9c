"""Writes events in the transaction of what they report: a rollback sends nothing, and a crash loses nothing.

A payload contains ids and states, but no prompt and no file, since it is kept in a log and sent elsewhere. Receivers
get more from the API, with an access key.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from studio.accounts.models import Team
from studio.generations.models import Generation, Image
from studio.generations.states import ReviewState, SlotState
from studio.review.models import ReviewEvent, ReviewVerb
from studio.review.workflow.decisions import UNDO_PERIOD
from studio.webhooks.delivery.queue import enqueue
from studio.webhooks.models import Delivery, Endpoint, EventType
from studio.webhooks.models.delivery import TEST
from studio.webhooks.models.endpoint import EndpointQuerySet

IMMEDIATELY = timedelta()


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """An event of a run or image (`object_id`), in a team or private, and the access key of the run, if any."""

    type: str
    object_id: int
    occurrence: str
    data: dict[str, Any]
    team: Team | None
    key: int | None

    @property
    def payload(self) -> str:
        """JSON as the Standard Webhooks specification recommends."""
        content = {"type": self.type, "timestamp": timezone.now().isoformat(), "data": self.data}
        return json.dumps(content, separators=(",", ":"))

    def concerns(self, endpoint: Endpoint) -> bool:
        if endpoint.key_id:
            return endpoint.key_id == self.key
        return self.team is not None and endpoint.team_id == self.team.pk


def run_ended(run: Generation) -> None:
    """Writes one event for each outcome of a run, since an unknown outcome may still become a completed one.

    Endpoints that were added after the end get no event, even if the run's files change later.
    """
    found = _endpoints(EventType.RUN_ENDED, teams=[run.team_id], keys=[run.key_id])
    if endpoints := list(found.filter(created__lte=run.finished_at)):
        _write([_run_ended(run)], endpoints)


def reviews_moved(steps: Sequence[ReviewEvent]) -> None:
    """Writes approvals, to be sent once they can no longer be undone; until then an undo deletes the event."""
    if undone := [step.submission.image_id for step in steps if step.verb == ReviewVerb.UNDO]:
        pending = Delivery.objects.pending().filter(
            type=EventType.IMAGE_APPROVED, object_id__in=undone, attempts=0
        )
        pending.delete()
    approved = {step.submission.image_id: step for step in steps if step.after == ReviewState.APPROVED}
    images = list(Image.objects.select_related("generation", "team").filter(pk__in=approved))
    teams = (image.team_id for image in images)
    keys = (image.generation.key_id for image in images)
    if endpoints := list(_endpoints(EventType.IMAGE_APPROVED, teams=teams, keys=keys)):
        _write([_image_approved(image, approved[image.pk]) for image in images], endpoints, wait=UNDO_PERIOD)


def send_test(endpoint: Endpoint) -> None:
    """Sends a test event, to check the receiver."""
    occurrence = timezone.now().isoformat()
    data = {"message": "This is a test event."}
    event = Event(
        type=TEST,
        object_id=endpoint.pk,
        occurrence=occurrence,
        data=data,
        team=endpoint.team,
        key=endpoint.key_id,
    )
    _write([event], [endpoint])


def _endpoints(
    event: EventType, *, teams: Iterable[int | None], keys: Iterable[int | None]
) -> EndpointQuerySet:
    owned = Q(team__in=set(filter(None, teams))) | Q(key__in=set(filter(None, keys)))
    return Endpoint.objects.active().filter(owned, events__contains=[event])


def _write(events: Iterable[Event], endpoints: Sequence[Endpoint], *, wait: timedelta = IMMEDIATELY) -> None:
    """Writes the deliveries; skips events that an endpoint already has."""
    rows = [
        Delivery(
            endpoint=endpoint,
            type=event.type,
            object_id=event.object_id,
            occurrence=event.occurrence,
            payload=event.payload,
            next_attempt_at=timezone.now() + wait,
        )
        for event in events
        for endpoint in endpoints
        if event.concerns(endpoint)
    ]
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    if not wait:  # the sweep finds delayed deliveries
        for endpoint in {row.endpoint_id for row in rows}:
            enqueue(endpoint)


def _run_ended(run: Generation) -> Event:
    stored = run.images.filter(state=SlotState.STORED).order_by("index")
    data = {
        "id": run.pk,
        "url": settings.PUBLIC_URL + reverse("api_run", args=[run.pk]),
        "state": run.state,
        "error": run.error_code or None,
        "team": run.team.slug if run.team else None,
        "images": [_image(pk) for pk in stored.values_list("pk", flat=True)],
    }
    return Event(
        type=EventType.RUN_ENDED,
        object_id=run.pk,
        occurrence=run.state,
        data=data,
        team=run.team,
        key=run.key_id,
    )


def _image_approved(image: Image, step: ReviewEvent) -> Event:
    data = {
        **_image(image.pk),
        "review": ReviewState.APPROVED,
        "run": image.generation_id,
        "team": image.team.slug if image.team else None,
    }
    return Event(
        type=EventType.IMAGE_APPROVED,
        object_id=image.pk,
        occurrence=str(step.pk),
        data=data,
        team=image.team,
        key=image.generation.key_id,
    )


def _image(pk: int) -> dict[str, Any]:
    return {"id": pk, "url": settings.PUBLIC_URL + reverse("api_image", args=[pk])}
