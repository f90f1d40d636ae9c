"""Whether the provider works at all, derived from the results of the last calls."""

import itertools
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from studio.generations.models import Generation
from studio.generations.states import RunState
from studio.generations.status.remedies import instruction
from studio.provider import error_codes
from studio.provider.error_codes import AdminAction, Sign

Kind = Literal["key", "account", "busy"]

LOOK_BACK = 20  # ended runs
BUSY_FOR = timedelta(minutes=15)
"""A busy service recovers by itself, so an older sign is no longer valid."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderProblem:
    """Why no images can be generated now."""

    kind: Kind
    code: str
    since: datetime

    @property
    def advice(self) -> str:
        """What an administrator can do."""
        if self.kind == "busy":
            return _("No action needed yet: runs wait and are retried up to four times.")
        return instruction(error_codes.find(self.code).action or AdminAction.MODEL)


def current_problem() -> ProviderProblem | None:
    """The problem of the newest conclusive call, since the first of its kind in a row; None after any success."""
    conclusive = [
        (at, sign, code) for at, state, code in _signs() if (sign := sign_of(state, code)) != "none"
    ]
    if not conclusive:
        return None
    at, kind, code = conclusive[0]
    if kind == "serves" or (kind == "busy" and timezone.now() - at > BUSY_FOR):
        return None
    same_kind = itertools.takewhile(lambda sign: sign[1] == kind, conclusive)
    return ProviderProblem(kind=kind, code=code, since=min(sign[0] for sign in same_kind))


def sign_of(state: str, code: str) -> Sign:
    """What the result of a call shows about the provider."""
    if state == RunState.COMPLETED:
        return "serves"
    return "none" if state == RunState.CANCELLED or not code else error_codes.find(code).sign


def _signs() -> list[tuple[datetime, str, str]]:
    """The results of ended calls, and the last refusal of a queued run, newest first."""
    runs = Generation.objects.filter(provider=settings.PROVIDER)
    waiting = runs.filter(state=RunState.QUEUED).exclude(error_code="").order_by("-updated")
    # A person's decision about a run shows nothing about the provider.
    ended = runs.filter(finished_at__isnull=False, outcome_decision=None).order_by("-finished_at")
    signs = [
        (run.updated, run.state, run.error_code) for run in waiting.only("updated", "state", "error_code")[:1]
    ]
    for run in ended.only("finished_at", "state", "error_code")[:LOOK_BACK]:
        signs.append((run.finished_at or run.updated, run.state, run.error_code))
    return sorted(signs, reverse=True)
