"""The errors that a client should handle, and how."""

from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorRow:
    """One row of the table."""

    status: str
    codes: tuple[str, ...]
    text: str


def error_rows() -> list[ErrorRow]:
    return [
        ErrorRow(
            status="400",
            codes=("MissingParameter", "InvalidParameter", "InvalidImageURL.InvalidFormat",
                   "InputTextSensitiveContentDetected"),
            text=_("Correct the request. An input rule says what it forbids."),
        ),
        ErrorRow(
            status="401",
            codes=("AuthenticationError",),
            text=_("The key is missing, unknown, revoked or expired."),
        ),
        ErrorRow(
            status="403",
            codes=("AccessDenied",),
            text=_(
                "The key lacks the scope, its owner may not create images there, or the provider refuses the "
                "studio’s account."
            ),
        ),
        ErrorRow(
            status="404",
            codes=("InvalidEndpointOrModel.NotFound", "ModelNotOpen", "NotFound"),
            text=_("There is no such model, image or run, or the key may not use it."),
        ),
        ErrorRow(
            status="409",
            codes=("IdempotentRequestInProgress",),
            text=_("The first request with this key is still running. Try again after Retry-After seconds."),
        ),
        ErrorRow(
            status="413",
            codes=("RequestTooLarge",),
            text=_("Send smaller references: a body has at most 200 MB."),
        ),
        ErrorRow(
            status="422",
            codes=("IdempotencyKeyReused",),
            text=_("The Idempotency-Key was used with another body. Use a new one."),
        ),
        ErrorRow(
            status="429",
            codes=("AccountRateLimitExceeded", "InflightBatchsizeExceeded", "ServerOverloaded"),
            text=_("Try again after Retry-After seconds."),
        ),
        ErrorRow(
            status="429",
            codes=("QuotaExceeded",),
            text=_("A budget or a limit has no room. The message says what the run would cost and what is left."),
        ),
        ErrorRow(
            status="503, 504",
            codes=("ServerOverloaded", "timeout"),
            text=_(
                "The run may go on, and may be billed. Look in the gallery before you send it again, or use an "
                "Idempotency-Key."
            ),
        ),
    ]  # fmt: skip
