"""Refusals with the live service's status, code and message, and the error body of either provider."""

from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from json import dumps
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A complete HTTP response."""

    status: int
    body: bytes = b""
    content_type: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()


class Refusal(Exception):
    """The call is not accepted: nothing is generated or billed.

    `may_repeat` False tells OpenAI clients not to retry automatically, whatever the status.
    """

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        param: str = "",
        retry_after: str = "",
        allow: str = "",
        may_repeat: bool = True,
    ) -> None:
        super().__init__(f"{code}: {message}")
        self.status = status
        self.code = code
        self.message = message
        self.param = param
        self.retry_after = retry_after
        self.allow = allow
        self.may_repeat = may_repeat

    def reply(self, *, request_id: str, ark: bool) -> Reply:
        """ModelVerse puts the request id into `param`; Ark names the field and leaves `type` empty."""
        error = {"code": self.code, "message": self.message}
        if ark:
            error |= {"param": self.param, "type": ""}
        else:
            error |= {"param": request_id, "type": _type(self.status)}
        return json_reply(self.status, {"error": error}, headers=tuple(self._headers()))

    def _headers(self) -> Iterator[tuple[str, str]]:
        if self.retry_after:
            yield "retry-after", self.retry_after
        if self.allow:
            yield "allow", self.allow
        if not self.may_repeat:
            yield "x-should-retry", "false"


def json_reply(status: int, payload: Any, *, headers: tuple[tuple[str, str], ...] = ()) -> Reply:
    return Reply(status=status, body=dumps(payload, ensure_ascii=False).encode(), headers=headers)


def missing(field: str) -> Refusal:
    return Refusal(
        400,
        "MissingParameter",
        f"The request failed because it is missing `{field}` parameter.",
        param=field,
    )


def invalid(field: str, why: str) -> Refusal:
    message = f"The parameter `{field}` specified in the request is not valid: {why}"
    return Refusal(400, "InvalidParameter", message, param=field)


def _type(status: int) -> str:
    return "invalid_request_error" if status == HTTPStatus.BAD_REQUEST else "api_error"
