"""How a call can fail, and what that means for the next one."""

from enum import StrEnum


class Outcome(StrEnum):
    """What a failed call means for the next one."""

    PERMANENT = "permanent"
    """Refused, not billed; the same call would be refused again."""
    RETRY = "retry"
    """Temporarily refused, not billed; may be retried automatically."""
    UNKNOWN = "unknown"
    """It may have been accepted and billed: only a person may retry it."""


class ProviderError(Exception):
    """A call failed as a whole. `status` is None without a response, `retry_after` is in seconds."""

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
