"""Maps a failed call to a ProviderError: from a response other than 200, or from a broken connection."""

import json
import math
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

import httpx

from studio.provider.error_codes import classify, find
from studio.provider.errors import Outcome, ProviderError
from studio.provider.request_body import ReferenceUnreadable
from studio.provider.stream.events import error_of
from studio.provider.timeouts import Clock

_MAX_BODY = 64 * 1024
_MAX_WAIT = 3600.0
_UUID = re.compile(r"[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}", re.IGNORECASE)


async def error_from_response(response: httpx.Response, clock: Clock) -> ProviderError:
    """The error of a response other than 200. With an unreadable body only the status counts."""
    error = _error(await _body(response, clock))
    code = error.get("code", "")
    param = error.get("param") or None
    is_id = param is not None and _UUID.fullmatch(param) is not None  # ModelVerse puts the request id there
    return ProviderError(
        code or f"HTTP{response.status_code}",
        error.get("message") or _phrase(response.status_code),
        outcome=classify(response.status_code, code),
        status=response.status_code,
        param=None if is_id else param,
        request_id=request_id(response) or (param if is_id else None),
        retry_after=retry_after(response.headers.get("retry-after", "")),
    )


def error_from_transport(error: Exception, *, complete: bool) -> ProviderError:
    """What a transport failure means. `complete`: the whole request had been sent."""
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.ProxyError):
        return _own_error("ConnectFailed", "The service could not be reached.")
    if isinstance(error, ReferenceUnreadable):
        return _own_error("ReferenceUnreadable", str(error))
    if isinstance(error, httpx.UnsupportedProtocol | httpx.InvalidURL):
        return _own_error("InvalidAddress", "The service's address is not one.")
    if not complete:
        message = "The request did not leave as a whole, so the service cannot have accepted it."
        return _own_error("UploadBroken", message)
    if isinstance(error, TimeoutError):
        return _own_error("deadline", "The service did not respond in time.")
    return _own_error("interrupted", "The connection broke before the end was seen.")


def request_id(response: httpx.Response) -> str | None:
    return response.headers.get("x-request-id", "")[:128] or None


def retry_after(value: str) -> float | None:
    """Parses `Retry-After`, a number or a date, to seconds; at most an hour."""
    try:
        seconds = float(value)
    except ValueError:
        seconds = _seconds_until(value)
    return None if math.isnan(seconds) else min(_MAX_WAIT, max(0.0, seconds))


def _seconds_until(date: str) -> float:
    try:
        moment = parsedate_to_datetime(date)
    except ValueError:
        return math.nan
    # A date with an unknown time zone is parsed without one.
    return (moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)).total_seconds()


async def _body(response: httpx.Response, clock: Clock) -> bytes:
    """Reads the beginning of the body, as much as arrives."""
    body = bytearray()
    try:
        async with clock.limit():
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) > _MAX_BODY:
                    break
    except (httpx.HTTPError, httpx.StreamError, TimeoutError):
        pass
    return bytes(body)


def _error(body: bytes) -> dict[str, str]:
    """`code`, `message` and `param` of an error body, wrapped or not; empty otherwise."""
    try:
        payload: Any = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    if isinstance(payload, dict) and isinstance(payload.get("error", payload), dict | str):
        inner = payload.get("error", payload)
        if not isinstance(inner, dict) or inner.keys() & {"code", "message"}:
            param = inner.get("param") if isinstance(inner, dict) else None
            return error_of(payload) | {"param": param[:128] if isinstance(param, str) else ""}
    return {}


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "The service gave no reason."


def _own_error(code: str, message: str) -> ProviderError:
    """An error with one of the studio's own codes, whose outcome is in the table."""
    return ProviderError(code, message, outcome=find(code).outcome or Outcome.UNKNOWN)
