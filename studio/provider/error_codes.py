"""Every error code in one table: whether to retry, what it shows about the provider, the message, who must act.

Provider codes and the studio's own are listed together, since a run stores either in the same column.
"""

from enum import StrEnum
from http import HTTPStatus
from typing import Literal, NamedTuple

from studio.provider.errors import Outcome

Sign = Literal["key", "account", "busy", "serves", "none"]
"""What a code shows about the state of the provider; “none”: the studio's own fault, or unknown."""


class Text(StrEnum):
    """The message for the user: a heading and a sentence, defined in the layer that has translations."""

    OUTPUT_BLOCKED = "output_blocked"
    PROMPT_REFUSED = "prompt_refused"
    REFERENCE_REFUSED = "reference_refused"
    CONTENT_REFUSED = "content_refused"
    REFERENCE_URL = "reference_url"
    REFERENCE_FILE = "reference_file"
    PROMPT_TOO_LONG = "prompt_too_long"
    SETTING_REFUSED = "setting_refused"
    QUOTA_USED_UP = "quota_used_up"
    SPENDING_LIMIT = "spending_limit"
    ACCOUNT_OVERDUE = "account_overdue"
    KEY_REFUSED = "key_refused"
    MODEL_NOT_AVAILABLE = "model_not_available"
    MODEL_NOT_FOUND = "model_not_found"
    WRONG_ADDRESS = "wrong_address"
    UNREADABLE_ANSWER = "unreadable_answer"
    NO_ANSWER = "no_answer"
    UNCLEAR_ANSWER = "unclear_answer"
    WORKER_STOPPED = "worker_stopped"
    CONNECTION_LOST = "connection_lost"
    RATE_LIMITED = "rate_limited"
    PROVIDER_BUSY = "provider_busy"
    PROVIDER_ERROR = "provider_error"
    UNREACHABLE = "unreachable"
    UPLOAD_BROKEN = "upload_broken"
    NOTHING_PRODUCED = "nothing_produced"
    GIVEN_UP = "given_up"
    LINK_MISSING = "link_missing"
    REFUSED = "refused"


class AdminAction(StrEnum):
    """An action that only an administrator can take."""

    KEY = "key"
    QUOTA = "quota"
    LIMIT = "limit"
    BILL = "bill"
    MODEL = "model"
    ADDRESS = "address"
    NETWORK = "network"


class ErrorCode(NamedTuple):
    """A code in lower case, or a substring of several. Without an outcome the HTTP status decides."""

    code: str
    outcome: Outcome | None
    sign: Sign
    text: Text
    action: AdminAction | None = None


_PERMANENT, _RETRY, _UNKNOWN = Outcome.PERMANENT, Outcome.RETRY, Outcome.UNKNOWN

CODES = (
    ErrorCode("outputimagesensitivecontent", None, "serves", Text.OUTPUT_BLOCKED),
    ErrorCode("inputtextsensitivecontent", None, "serves", Text.PROMPT_REFUSED),
    ErrorCode("invalid_messages", None, "serves", Text.PROMPT_REFUSED),
    ErrorCode("inputimagesensitivecontent", None, "serves", Text.REFERENCE_REFUSED),
    ErrorCode("sensitive_check_error", None, "serves", Text.CONTENT_REFUSED),
    ErrorCode("invalidimageurl", None, "serves", Text.REFERENCE_URL),
    ErrorCode("referenceunreadable", _PERMANENT, "none", Text.REFERENCE_FILE),
    ErrorCode("tokens_too_long", None, "serves", Text.PROMPT_TOO_LONG),
    ErrorCode("missingparameter", None, "serves", Text.SETTING_REFUSED),
    ErrorCode("invalidparameter", None, "serves", Text.SETTING_REFUSED),
    ErrorCode("param_error", None, "serves", Text.SETTING_REFUSED),
    ErrorCode("quotaexceeded", _PERMANENT, "account", Text.QUOTA_USED_UP, AdminAction.QUOTA),
    ErrorCode("setlimitexceeded", _PERMANENT, "account", Text.SPENDING_LIMIT, AdminAction.LIMIT),
    ErrorCode("accountoverdue", None, "account", Text.ACCOUNT_OVERDUE, AdminAction.BILL),
    ErrorCode("http402", None, "account", Text.ACCOUNT_OVERDUE, AdminAction.BILL),
    ErrorCode("authentication", None, "key", Text.KEY_REFUSED, AdminAction.KEY),
    ErrorCode("auth_error", None, "key", Text.KEY_REFUSED, AdminAction.KEY),
    ErrorCode("http401", None, "key", Text.KEY_REFUSED, AdminAction.KEY),
    ErrorCode("accessdenied", None, "account", Text.MODEL_NOT_AVAILABLE, AdminAction.MODEL),
    ErrorCode("forbidden", None, "account", Text.MODEL_NOT_AVAILABLE, AdminAction.MODEL),
    ErrorCode("modelnotopen", None, "account", Text.MODEL_NOT_AVAILABLE, AdminAction.MODEL),
    ErrorCode("http403", None, "account", Text.MODEL_NOT_AVAILABLE, AdminAction.MODEL),
    ErrorCode("invalidendpointormodel", None, "account", Text.MODEL_NOT_FOUND, AdminAction.ADDRESS),
    ErrorCode("http404", None, "account", Text.MODEL_NOT_FOUND, AdminAction.ADDRESS),
    ErrorCode("invalidaddress", _PERMANENT, "serves", Text.WRONG_ADDRESS, AdminAction.ADDRESS),
    ErrorCode("notananswer", _UNKNOWN, "none", Text.UNREADABLE_ANSWER),
    ErrorCode("deadline", _UNKNOWN, "none", Text.NO_ANSWER),
    ErrorCode("gateway_timeout_error", _UNKNOWN, "serves", Text.NO_ANSWER),
    ErrorCode("timeout", _UNKNOWN, "serves", Text.NO_ANSWER),
    ErrorCode("http408", None, "serves", Text.UNCLEAR_ANSWER),
    ErrorCode("http5", None, "busy", Text.UNCLEAR_ANSWER),
    ErrorCode("worker_lost", _UNKNOWN, "none", Text.WORKER_STOPPED),
    ErrorCode("interrupted", _UNKNOWN, "none", Text.CONNECTION_LOST),
    ErrorCode("modelaccountipmratelimitexceeded", _RETRY, "busy", Text.RATE_LIMITED),
    ErrorCode("modelaccountrpmratelimitexceeded", _RETRY, "busy", Text.RATE_LIMITED),
    ErrorCode("accountratelimitexceeded", _RETRY, "busy", Text.RATE_LIMITED),
    ErrorCode("requestbursttoofast", _RETRY, "busy", Text.RATE_LIMITED),
    ErrorCode("rate_limit", _RETRY, "busy", Text.RATE_LIMITED),
    ErrorCode("ratelimit", None, "busy", Text.RATE_LIMITED),
    ErrorCode("toofast", None, "busy", Text.RATE_LIMITED),
    ErrorCode("http429", None, "busy", Text.RATE_LIMITED),
    ErrorCode("serveroverloaded", _RETRY, "busy", Text.PROVIDER_BUSY),
    ErrorCode("overloaded", None, "busy", Text.PROVIDER_BUSY),
    ErrorCode("inflightbatchsizeexceeded", _RETRY, "busy", Text.PROVIDER_BUSY),
    ErrorCode("internalserviceerror", _RETRY, "busy", Text.PROVIDER_ERROR),
    ErrorCode("internal_error", _RETRY, "busy", Text.PROVIDER_ERROR),
    ErrorCode("model_server_error", _RETRY, "busy", Text.PROVIDER_ERROR),
    ErrorCode("connectfailed", _RETRY, "busy", Text.UNREACHABLE, AdminAction.NETWORK),
    ErrorCode("connect", None, "busy", Text.UNREACHABLE, AdminAction.NETWORK),
    ErrorCode("modelnotoffered", _PERMANENT, "none", Text.MODEL_NOT_AVAILABLE, AdminAction.MODEL),
    ErrorCode("uploadbroken", _PERMANENT, "none", Text.UPLOAD_BROKEN),
    ErrorCode("nothingproduced", None, "serves", Text.NOTHING_PRODUCED),
    ErrorCode("givenup", None, "serves", Text.GIVEN_UP),
    ErrorCode("linkmissing", None, "serves", Text.LINK_MISSING),
)
_UNLISTED = ErrorCode("", None, "serves", Text.REFUSED)
_UNKNOWN_STATUS = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.BAD_GATEWAY, HTTPStatus.GATEWAY_TIMEOUT}


def find(code: str) -> ErrorCode:
    """The row of a code: an exact match, or else the first row whose code is a substring of it."""
    name = code.lower()
    return _exact(code) or next((row for row in CODES if row.code in name), _UNLISTED)


def classify(status: int, code: str) -> Outcome:
    """What a response with this HTTP status and error code means; `code` is empty when the body has no error."""
    # Only an exactly known code may be retried: whether a call was billed is not guessed.
    row = _exact(code)
    known = row.outcome if row else None
    if status in _UNKNOWN_STATUS or known is Outcome.UNKNOWN:
        return Outcome.UNKNOWN
    if known is Outcome.PERMANENT:
        return known
    # A 429 is a refusal by definition, so an unknown code may be retried like a known one.
    if known is Outcome.RETRY or status == HTTPStatus.TOO_MANY_REQUESTS:
        return Outcome.RETRY
    if status >= 500:
        return Outcome.UNKNOWN
    # An error object in a 200 is a refusal; a 200 with anything else is inconclusive.
    return Outcome.PERMANENT if code or status >= 300 else Outcome.UNKNOWN


def _exact(code: str) -> ErrorCode | None:
    """Codes have details after a dot: InvalidEndpointOrModel.NotFound."""
    root = code.partition(".")[0].lower()
    return next((row for row in CODES if row.code == root), None)
