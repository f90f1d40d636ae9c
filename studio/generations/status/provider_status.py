"""Whether the provider serves the studio at all, read from how the last calls ended."""

import itertools
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from studio.generations.models import Generation
from studio.generations.states import RunState
from studio.generations.status import error_messages
from studio.generations.status.remedies import instruction

Kind = Literal["key", "account", "busy"]

LOOK_BACK = 20  # ended runs
BUSY_FOR = timedelta(minutes=15)
"""A busy service recovers by itself: an older sign of it says nothing about now."""

_KEY = ("authenticationerror", "auth_error", "http401")
_ACCOUNT = (
    "accountoverdueerror",
    "quotaexceeded",
    "setlimitexceeded",
    "http402",
    "accessdenied",
    "forbidden",
    "modelnotopen",
    "invalidendpointormodel",
    "http403",
    "http404",
)
_BUSY = (
    "ratelimit", "rate_limit", "overloaded", "toofast", "inflightbatchsize", "internalservice", "internal_error",
    "model_server_error", "connect", "http429", "http5",
)  # fmt: skip
_NO_SIGN = ("uploadbroken", "referenceunreadable", "worker_lost", "interrupted", "deadline", "notananswer")
"""Ends that say nothing about the account: our own, or nobody's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderProblem:
    """Why no image can be made now."""

    kind: Kind
    code: str
    since: datetime

    @property
    def advice(self) -> str:
        """What an administrator can do."""
        if self.kind == "busy":
            return _("No action needed yet: runs wait and are retried up to four times.")
        return instruction(error_messages.for_code(self.code).remedy or "model")


def current_problem() -> ProviderProblem | None:
    """The trouble that the newest telling call met, since its first sign in a row; None after any success."""
    telling = [
        (at, kind, code) for at, state, code in _signs() if (kind := kind_of(state, code)) != "no sign"
    ]
    if not telling:
        return None
    at, kind, code = telling[0]
    if kind is None or (kind == "busy" and timezone.now() - at > BUSY_FOR):
        return None
    row = itertools.takewhile(lambda sign: sign[1] == kind, telling)
    return ProviderProblem(kind=kind, code=code, since=min(sign[0] for sign in row))


def kind_of(state: str, code: str) -> Kind | Literal["no sign"] | None:
    """What the end of a call says about the provider; None: that it serves us."""
    name = code.lower()
    if state == RunState.COMPLETED:
        return None
    if state == RunState.CANCELLED or not name or name.startswith(_NO_SIGN):
        return "no sign"
    if name.startswith(_KEY):
        return "key"
    if name.startswith(_ACCOUNT):
        return "account"
    return "busy" if any(part in name for part in _BUSY) else None


def _signs() -> list[tuple[datetime, str, str]]:
    """Ends of calls and refusals that are waited out, newest first."""
    runs = Generation.objects.filter(provider=settings.PROVIDER)
    waiting = runs.filter(state=RunState.QUEUED).exclude(error_code="").order_by("-updated")
    ended = runs.filter(finished_at__isnull=False).order_by("-finished_at")
    signs = [
        (run.updated, run.state, run.error_code) for run in waiting.only("updated", "state", "error_code")[:1]
    ]
    for run in ended.only("finished_at", "state", "error_code")[:LOOK_BACK]:
        signs.append((run.finished_at or run.updated, run.state, run.error_code))
    return sorted(signs, reverse=True)
