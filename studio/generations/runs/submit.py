"""Starts a run: row, slots, references and job in one transaction."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from studio.accounts.locking import reload_user
from studio.accounts.models import AccessKey, Team, User
from studio.accounts.permissions import Forbidden, denial_reason_run_in, require
from studio.budgets.periods import open_periods
from studio.budgets.prices import current_price
from studio.budgets.reserving import reserve
from studio.generations.execution.enqueue import enqueue
from studio.generations.ledger.settlement import period_key_of
from studio.generations.models import Generation, Image, Reference, Upload
from studio.generations.models.image import new_slot
from studio.generations.runs.available_models import denial_reason_model
from studio.generations.runs.key_limit import check_key_limit
from studio.generations.runs.low_disk import disk_space_error
from studio.generations.runs.quota import quota_error
from studio.infra.text_search import vector
from studio.policies.rules.evaluation import RuleMatch, blocking_reason, match_rules, needs_review
from studio.provider.models import DEFAULT_MODEL


@dataclass(frozen=True, slots=True, kw_only=True)
class GenerationParams:
    """The parameters of a run, already checked against the provider's limits."""

    prompt: str
    size: str
    max_images: int | None
    watermark: bool
    optimize_prompt: str = ""
    web_search: bool = False
    model: str = DEFAULT_MODEL.name
    references: Sequence[Upload | str] = ()
    """Uploads, or URLs that the provider fetches, in order."""


class PromptBlocked(Forbidden):
    """An input rule forbids the prompt; the message names it, and says why."""


class ModelNotAvailable(Forbidden):
    """The model is switched off in the workspace, or the provider does not offer it; the message says so."""


def start_run(
    params: GenerationParams,
    *,
    by: User,
    submission: uuid.UUID,
    team: Team | None = None,
    retry_of: Generation | None = None,
    key: AccessKey | None = None,
) -> Generation:
    """Stores the run and queues its job; the same submission of the same person returns the run it already made.

    `key` is the access key of the calling program. Raises Forbidden with the reason: the person may not (or no longer)
    generate images in the team, or there is no space; PromptBlocked when an input rule forbids the prompt;
    ModelNotAvailable when the model is switched off; KeyLimitReached and BudgetExceeded when the key's monthly limit,
    or a hard budget, is too small.
    """
    found = check_submission(params, by=by, submission=submission, team=team)
    run = _new_run(params, by=by, submission=submission, team=team, retry_of=retry_of, key=key, found=found)
    periods = open_periods(period_key_of(run))
    try:
        with transaction.atomic():
            _store(run, params, periods)
            return run
    except IntegrityError:
        existing = Generation.objects.filter(owner=by, submission=submission).first()
        if existing is None:
            raise
        return existing


def check_submission(
    params: GenerationParams, *, by: User, submission: uuid.UUID, team: Team | None
) -> Sequence[RuleMatch]:
    """The input rules that the prompt matches. Raises Forbidden, ModelNotAvailable or PromptBlocked when the run may
    not start."""
    now = team and Team.objects.get(pk=team.pk)
    require(denial_reason_run_in(reload_user(by), now) or quota_error(now))
    if (reason := disk_space_error()) and not was_submitted(submission, by=by):
        raise Forbidden(reason)
    if (reason := denial_reason_model(params.model, team)) and not was_submitted(submission, by=by):
        raise ModelNotAvailable(reason)
    found = match_rules(params.prompt, team=team)
    if (reason := blocking_reason(found)) and not was_submitted(submission, by=by):
        raise PromptBlocked(reason)
    return found


def was_submitted(submission: uuid.UUID, *, by: User) -> bool:
    """Whether this click has already made its run, which stays accepted whatever has changed since."""
    return Generation.objects.filter(owner=by, submission=submission).exists()


def _new_run(
    params: GenerationParams,
    *,
    by: User,
    submission: uuid.UUID,
    team: Team | None,
    retry_of: Generation | None,
    key: AccessKey | None,
    found: Sequence[RuleMatch],
) -> Generation:
    price = current_price(settings.PROVIDER, params.model)
    return Generation(
        owner=by,
        team=team,
        submission=submission,
        retry_of=retry_of,
        key=key,
        key_name=key.name if key else "",
        prompt=params.prompt,
        text_vector=vector(params.prompt),
        size=params.size,
        max_images=params.max_images,
        watermark=params.watermark,
        optimize_prompt=params.optimize_prompt,
        web_search=params.web_search,
        provider=settings.PROVIDER,
        model=params.model,
        price=price,
        currency=settings.CURRENCY,
        reserved=price * (params.max_images or 1),
        day=timezone.localdate(timezone=timezone.get_default_timezone()),
        needs_review=needs_review(found),
        matched_rules=[match.as_dict() for match in found],
    )


def _store(run: Generation, params: GenerationParams, periods: list[int]) -> None:
    """Budgets are last: their rows stay locked until the transaction ends, and others wait for them."""
    run.save(force_insert=True)
    Image.objects.bulk_create(new_slot(run, index) for index in range(run.planned))
    _store_references(run, params.references)
    enqueue(run)
    check_key_limit(run)
    reserve(periods, run.reserved)


def _store_references(run: Generation, references: Sequence[Upload | str]) -> None:
    Reference.objects.bulk_create(
        Reference(
            generation=run,
            position=position,
            upload=one if isinstance(one, Upload) else None,
            url="" if isinstance(one, Upload) else one,
        )
        for position, one in enumerate(references, start=1)
    )
    kept = [one.pk for one in references if isinstance(one, Upload)]
    Upload.objects.filter(pk__in=kept).update(touched=timezone.now())
