"""`GET /v1/runs/{id}`."""

from django.conf import settings
from django.http import HttpRequest

from studio.accounts.models import AccessKey
from studio.api.reading.endpoint import endpoint
from studio.api.reading.key_scope import not_found, runs_of
from studio.api.reading.money import money
from studio.api.reading.schemas import ErrorOut, Person, RunOut, SlotOut
from studio.generations.models import Generation, Image
from studio.generations.states import RunState, SlotState


@endpoint
def run(request: HttpRequest, key: AccessKey, pk: int) -> RunOut:
    """A run within the key's scope, whoever started it."""
    found = runs_of(key).filter(pk=pk).prefetch_related("images", "references").first()
    if found is None:
        raise not_found("run")
    return _run_out(found, key)


def _run_out(run: Generation, key: AccessKey) -> RunOut:
    return RunOut(
        id=run.pk, state=RunState(run.state), created_at=run.created, sent_at=run.sent_at, finished_at=run.finished_at,
        owner=Person(id=run.owner_id, name=str(run.owner)), team=run.team.slug if run.team else None,
        access_key=run.key_name or None, prompt=run.prompt, model=run.model, size=run.size, max_images=run.max_images,
        watermark=run.watermark, references=len(run.references_list), tokens=run.tokens,
        cost=money(run.price * run.billed_count, run.currency), is_practice=run.is_sandbox,
        images=[_slot_out(slot) for slot in run.slots], error=_error(run),
        url=settings.PUBLIC_URL + run.get_absolute_url(),
    )  # fmt: skip


def _slot_out(slot: Image) -> SlotOut:
    is_stored = slot.state == SlotState.STORED
    return SlotOut(
        index=slot.index,
        state=SlotState(slot.state),
        image=slot.pk if is_stored else None,
        error=_error(slot),
    )


def _error(row: Generation | Image) -> ErrorOut | None:
    return ErrorOut(code=row.error_code, message=row.error_message) if row.error_code else None
