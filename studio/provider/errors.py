"""What can go wrong with a call, and what follows from it."""

from enum import StrEnum
from http import HTTPStatus
from typing import Literal

Scope = Literal["request", "input", "administrator", "busy", "unknown"]


class Outcome(StrEnum):
    """What a failed call means for the next one."""

    PERMANENT = "permanent"
    """Refused, not billed; the same call would be refused again."""
    RETRY = "retry"
    """Refused for now, not billed; a machine may repeat it."""
    UNKNOWN = "unknown"
    """It may have been accepted and billed: only a person may ask again."""


_RETRY = {
    "modelaccountipmratelimitexceeded",
    "modelaccountrpmratelimitexceeded",
    "accountratelimitexceeded",
    "serveroverloaded",
    "requestbursttoofast",
    "inflightbatchsizeexceeded",
    "rate_limit",
    "internalserviceerror",
    "internal_error",
    "model_server_error",
}
_UNKNOWN = {"timeout", "gateway_timeout_error"}
_QUOTA = {"quotaexceeded", "setlimitexceeded"}
_INPUT = {"invalid_messages", "sensitive_check_error"}
_ADMINISTRATOR = {
    "authenticationerror",
    "auth_error",
    "accountoverdueerror",
    "accessdenied",
    "forbidden",
    "invalidendpointormodel",
    "modelnotopen",
}
_UNKNOWN_STATUS = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.BAD_GATEWAY, HTTPStatus.GATEWAY_TIMEOUT}


class ProviderError(Exception):
    """A call failed as a whole. `status` is None when no answer came, `retry_after` is in seconds."""

    def __init__(
        self,
        code: str,
        message: str,
        *,
        outcome: Outcome,
        status: int | None = None,
        param: str | None = None,
        request_id: str | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.outcome = outcome
        self.status = status
        self.param = param
        self.request_id = request_id
        self.retry_after = retry_after

    @property
    def scope(self) -> Scope:
        """Who or what must change: the request's fields, its content, the account, or only the time."""
        if self.outcome is Outcome.UNKNOWN:
            return "unknown"
        if self.outcome is Outcome.RETRY:
            return "busy"
        if self.status in (401, 403, 404, 429) or _root(self.code) in _ADMINISTRATOR | _QUOTA:
            return "administrator"
        return "input" if "SensitiveContent" in self.code or _root(self.code) in _INPUT else "request"


def classify(status: int, code: str) -> Outcome:
    """What an answer of this HTTP status and error code means; `code` is empty when no error was told."""
    root = _root(code)
    if status in _UNKNOWN_STATUS or root in _UNKNOWN:
        return Outcome.UNKNOWN
    if root in _QUOTA:
        return Outcome.PERMANENT
    # A 429 refuses by definition, so a code that is not known yet may be repeated like those that are.
    if root in _RETRY or status == HTTPStatus.TOO_MANY_REQUESTS:
        return Outcome.RETRY
    if status >= 500:
        return Outcome.UNKNOWN
    # An error object in a 200 says no; a 200 with something else says nothing.
    return Outcome.PERMANENT if code or status >= 300 else Outcome.UNKNOWN


def _root(code: str) -> str:
    """Codes carry details after a dot: InvalidEndpointOrModel.NotFound."""
    return code.partition(".")[0].lower()
