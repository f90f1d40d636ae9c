"""The tools that generate images, with the same requests and runs as the API."""

import logging
import uuid
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import aclosing, contextmanager
from dataclasses import dataclass, field

from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import CallToolResult
from pydantic import BaseModel, Field

from studio.accounts.models import AccessKey, Scope
from studio.api.generate.failures import error_of, failed_as_a_whole, refusal_of
from studio.api.generate.idempotency import Claim
from studio.api.generate.progress import follow
from studio.api.generate.references import store_references
from studio.api.generate.submit import check, submit
from studio.api.generate.threads import in_database, in_reference_thread
from studio.api.mcp.caller import Caller
from studio.api.mcp.results import ImageResult, describe_image, tool_result
from studio.api.reading.images import get_image, with_visible_tags
from studio.budgets.money import format_micros
from studio.generations.composer.uploads import store_image
from studio.generations.media.image_validation import UploadRejected
from studio.generations.models import Generation, Image, Upload
from studio.generations.runs.available_models import available_models
from studio.generations.states import SlotState
from studio.infra.parsing import parse_number
from studio.provider.models import DEFAULT_MODEL, find_model
from studio.provider.server.errors import Refusal, invalid
from studio.provider.server.request_parser import ImageRequest, parse_request

log = logging.getLogger(__name__)
GALLERY = "image:"

Report = Callable[[float, float | None, str | None], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the model asked for."""

    prompt: str
    size: str
    max_images: int
    watermark: bool
    model: str = ""
    references: Sequence[str] = field(default=())

    def request(self, model: str) -> ImageRequest:
        """Parses the request with the API's parser, so that the same rules apply. Raises Refusal."""
        payload = {
            "model": model,
            "prompt": self.prompt,
            "size": self.size,
            "watermark": self.watermark,
            "image": list(self.references),
        }
        if self.max_images > 1:  # a model without groups refuses the field
            payload["sequential_image_generation"] = "auto"
            payload["sequential_image_generation_options"] = {"max_images": self.max_images}
        request = parse_request(payload)
        check(request, payload)
        return request


class Failure(BaseModel):
    """An image that did not come."""

    index: int
    code: str
    message: str


class GenerationResult(BaseModel):
    """A run that has ended."""

    run: int
    images: list[ImageResult]
    failures: list[Failure]
    tokens: int
    cost: str = Field(description="As it is billed, with its currency.")


async def generate(wanted: Wanted, caller: Caller, report: Report) -> CallToolResult:
    """Starts the run, reports its images as they arrive, and returns when it has ended. Raises ToolError.

    If the client disconnects, nothing is lost: the run continues, and its images appear in the gallery.
    """
    caller.require(Scope.GENERATE)
    run = await _start(wanted, caller)
    try:
        return await _follow(run, caller, report)
    except ToolError:
        raise
    except Exception as error:  # whatever the error, the model must not conclude that no run was started
        log.exception("The response about run %s failed", run.pk)
        raise ToolError(
            f"Run {run.pk} was started and goes on, but its response failed. Find its images with search_gallery: "
            "generating again would be billed again."
        ) from error


async def _start(wanted: Wanted, caller: Caller) -> Generation:
    with _refusals():
        request = wanted.request(await in_database(_choose_model, wanted.model, caller.key))
        references = (
            await in_reference_thread(_references, request.references, caller) if request.references else []
        )
        claim = Claim(submission=uuid.uuid4())
        return await in_database(submit, request, references, key=caller.key, claimed=claim)


def _choose_model(asked: str, key: AccessKey) -> str:
    """The requested model, or the default one. Raises ToolError with the available ones."""
    offered = available_models(key.team)
    default = DEFAULT_MODEL if DEFAULT_MODEL in offered else offered[0]
    wanted = find_model(asked) if asked else default
    if wanted not in offered:
        names = ", ".join(one.name for one in offered)
        raise ToolError(f"The model {asked[:100]} is not available here. Available: {names}.")
    return wanted.name


async def _follow(run: Generation, caller: Caller, report: Report) -> CallToolResult:
    with _refusals():
        async with aclosing(follow(run, caller.key)) as progress:
            async for now in progress:
                run = now.run
                await report(run.saved_count, run.planned, _progress_text(run))
        if failed_as_a_whole(run):
            raise refusal_of(run)
    return await in_database(_answer, run, caller)


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except Refusal as refusal:
        raise ToolError(f"{refusal.code}: {refusal.message}") from refusal


def _references(texts: Sequence[str], caller: Caller) -> list[Upload | str]:
    """Turns gallery images into references of the key's owner. Raises Refusal for the first that cannot be used."""
    others = iter(
        store_references([text for text in texts if not text.startswith(GALLERY)], {}, by=caller.key.owner)
    )
    return [
        _reference_from_gallery(text, caller) if text.startswith(GALLERY) else next(others) for text in texts
    ]


def _reference_from_gallery(text: str, caller: Caller) -> Upload:
    number = parse_number(text.removeprefix(GALLERY))
    if number is None:
        raise invalid("references", f"{text[:40]} is not “image:” with a number of the gallery")
    try:
        return store_image(get_image(caller.key, number), by=caller.key.owner)
    except UploadRejected as reason:
        raise invalid("references", f"{text[:40]}: {reason}") from reason


def _progress_text(run: Generation) -> str:
    return f"Run {run.pk}: {run.saved_count} of up to {run.planned} images are ready."


def _answer(run: Generation, caller: Caller) -> CallToolResult:
    made = Image.objects.stored().filter(generation=run).select_related("generation", "owner", "team")
    images = list(with_visible_tags(made, caller.key).order_by("index"))
    described = [describe_image(image, caller.origin) for image in images]
    result = GenerationResult(
        run=run.pk,
        images=described,
        failures=_failures(run),
        tokens=run.usage_tokens if run.usage_tokens is not None else run.tokens,
        cost=format_micros(run.spent, run.currency),
    )
    text = f"Run {run.pk} made {len(images)} of up to {run.planned} images for {result.cost}."
    missing = [f"Image {one.index + 1}: {one.message}" for one in result.failures]
    return tool_result("\n".join([text, *missing]), result, images, described)


def _failures(run: Generation) -> list[Failure]:
    slots = Image.objects.filter(generation=run).exclude(state__in=[SlotState.STORED, SlotState.NOT_PRODUCED])
    return [Failure(index=slot.index, **error_of(slot)) for slot in slots.order_by("index")]
