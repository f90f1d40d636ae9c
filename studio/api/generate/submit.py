"""Turns a valid request into a run, in the same way as the composer: every rule, budget and limit applies."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import OperationalError

from studio.accounts.models import AccessKey
from studio.accounts.permissions import Forbidden
from studio.api.generate.idempotency import Claim
from studio.budgets.reserving import BudgetExceeded
from studio.generations.composer.forms import PROMPT_LIMIT
from studio.generations.models import Generation, Upload
from studio.generations.runs.key_limit import KeyLimitReached
from studio.generations.runs.submit import GenerationParams, ModelNotAvailable, PromptBlocked, start_run
from studio.infra.middleware.database_busy import BUSY, RETRY_AFTER
from studio.provider.server.errors import Refusal, invalid
from studio.provider.server.request_parser import ImageRequest


def check(request: ImageRequest, payload: Mapping[str, Any]) -> None:
    """Refuses what the provider's API allows but this studio does not support. Raises Refusal."""
    if request.output_format != "jpeg":
        raise invalid("output_format", "this studio stores JPEG only")
    if payload.get("background") is not None:
        raise invalid("background", "this studio stores JPEG only, which has no transparency")
    _check_texts(request)


def _check_texts(request: ImageRequest) -> None:
    if len(request.prompt) > PROMPT_LIMIT:
        raise invalid("prompt", f"must be at most {PROMPT_LIMIT} characters")
    for field, text in (("prompt", request.prompt), *(("image", one) for one in request.references)):
        if "\0" in text or not _is_unicode(text):
            raise invalid(field, "must not contain NUL or half of a surrogate pair")


def submit(
    request: ImageRequest, references: Sequence[Upload | str], *, key: AccessKey, claimed: Claim
) -> Generation:
    """Raises Refusal with the reason, and with the run's cost if a budget blocks it."""
    params = GenerationParams(
        prompt=request.prompt,
        size=str(request.size),
        max_images=request.max_images,
        watermark=request.watermark,
        optimize_prompt=request.optimize_prompt,
        web_search=request.web_search,
        model=request.model.name,
        references=references,
    )
    with _refusals():
        return start_run(params, by=key.owner, submission=claimed.submission, team=key.team, key=key)


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except (BudgetExceeded, KeyLimitReached) as reason:
        raise Refusal(429, "QuotaExceeded", str(reason), may_repeat=False) from reason
    except PromptBlocked as reason:
        code = "InputTextSensitiveContentDetected.PolicyViolation"
        raise Refusal(400, code, str(reason), param="prompt") from reason
    except ModelNotAvailable as reason:
        raise Refusal(404, "ModelNotOpen", f"{reason} See GET /v1/models.", param="model") from reason
    except Forbidden as reason:
        raise Refusal(403, "AccessDenied", str(reason)) from reason
    except OperationalError as error:
        if not isinstance(error.__cause__, BUSY):
            raise
        message = "The studio is busy. Nothing was sent or billed."
        raise Refusal(429, "ServerOverloaded", message, retry_after=str(RETRY_AFTER)) from error


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
