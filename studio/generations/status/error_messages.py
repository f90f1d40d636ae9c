"""What an error code means for the person who reads it: a heading, what happened, and what to do."""

from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorMessage:
    """Plain words for an error code."""

    heading: str
    text: str
    remedy: str = ""
    """What only an administrator can do about it: a key of `remedies`; empty when anybody can help themselves."""


type _Row = tuple[tuple[str, ...], ErrorMessage]
"""Parts of codes in lower case, and what they mean."""


def for_code(code: str) -> ErrorMessage:
    """The advice for a provider's error code or one of our own, in the reader's language."""
    name = code.lower()
    found = next((advice for parts, advice in _table() if any(part in name for part in parts)), None)
    return found or ErrorMessage(
        heading=_("Request refused"),
        text=_("The provider refused or could not finish this request. See Details for the reason."),
    )


def _table() -> tuple[_Row, ...]:
    """The first row that fits is taken."""
    return (*_content(), *_request(), *_account(), *_open_calls(), *_service())


def _content() -> tuple[_Row, ...]:
    return (
        (
            ("outputimagesensitivecontent",),
            ErrorMessage(
                heading=_("Blocked by the content check"),
                text=_("The image may contain restricted content. A retry may succeed."),
            ),
        ),
        (
            ("inputtextsensitivecontent", "invalid_messages"),
            ErrorMessage(
                heading=_("Prompt refused by the content check"),
                text=_("Reword the prompt."),
            ),
        ),
        (
            ("inputimagesensitivecontent",),
            ErrorMessage(
                heading=_("Reference refused by the content check"),
                text=_("Use another reference image."),
            ),
        ),
        (
            ("sensitive_check_error",),
            ErrorMessage(
                heading=_("Refused by the content check"),
                text=_("Change the prompt or the references."),
            ),
        ),
    )


def _request() -> tuple[_Row, ...]:
    return (
        (
            ("invalidimageurl",),
            ErrorMessage(
                heading=_("Reference not readable"),
                text=_("The provider could not fetch or read a reference. Upload the file instead."),
            ),
        ),
        (
            ("referenceunreadable",),
            ErrorMessage(
                heading=_("Reference not readable"),
                text=_("The file of a reference could not be read. Remove it and add it again."),
            ),
        ),
        (
            ("tokens_too_long",),
            ErrorMessage(heading=_("Prompt too long"), text=_("Shorten the prompt.")),
        ),
        (
            ("missingparameter", "invalidparameter", "param_error"),
            ErrorMessage(
                heading=_("Setting refused"),
                text=_("The provider refused a setting of this run. See Details for which one."),
            ),
        ),
    )


def _account() -> tuple[_Row, ...]:
    refused = ErrorMessage(
        heading=_("Provider key refused"),
        text=_("The provider does not accept the studio's key."),
        remedy="key",
    )
    no_access = ErrorMessage(
        heading=_("Model not available"),
        text=_("The provider account has no access to this model."),
        remedy="model",
    )
    return (
        (
            ("quotaexceeded",),
            ErrorMessage(
                heading=_("Quota used up"), text=_("The provider account has no quota left."), remedy="quota"
            ),
        ),
        (
            ("setlimitexceeded",),
            ErrorMessage(
                heading=_("Spending limit reached"),
                text=_("The provider account has reached its spending limit."),
                remedy="limit",
            ),
        ),
        (
            ("accountoverdue", "http402"),
            ErrorMessage(
                heading=_("Provider account overdue"),
                text=_("The provider account has an unpaid bill or no balance."),
                remedy="bill",
            ),
        ),
        (("authentication", "auth_error", "http401"), refused),
        (("accessdenied", "forbidden", "modelnotopen", "http403"), no_access),
        (
            ("invalidendpointormodel", "http404"),
            ErrorMessage(
                heading=_("Model not found"),
                text=_("The provider does not offer this model."),
                remedy="address",
            ),
        ),
        (
            ("invalidaddress",),
            ErrorMessage(
                heading=_("Wrong provider address"),
                text=_("The request could not be sent."),
                remedy="address",
            ),
        ),
    )


def _service() -> tuple[_Row, ...]:
    return (
        (
            ("ratelimit", "rate_limit", "toofast", "http429"),
            ErrorMessage(
                heading=_("Rate limited"),
                text=_("The provider allows no more calls right now. Try again in a few minutes."),
            ),
        ),
        (
            ("overloaded", "inflightbatchsize"),
            ErrorMessage(heading=_("Provider busy"), text=_("Try again in a few minutes.")),
        ),
        (
            ("internalserviceerror", "internal_error", "model_server_error"),
            ErrorMessage(
                heading=_("Provider error"), text=_("The provider had an internal error. Try again.")
            ),
        ),
        (
            ("connect",),
            ErrorMessage(
                heading=_("Provider unreachable"),
                text=_("The studio could not reach the provider. Try again."),
                remedy="network",
            ),
        ),
        (
            ("uploadbroken",),
            ErrorMessage(
                heading=_("Connection lost while sending"),
                text=_("The provider did not accept the request. Try again."),
            ),
        ),
        (
            ("nothingproduced",),
            ErrorMessage(
                heading=_("No image produced"),
                text=_("The model finished without producing an image. Change the prompt or try again."),
            ),
        ),
        (
            ("givenup",),
            ErrorMessage(
                heading=_("Given up"),
                text=_("The image could not be downloaded, and saving it was given up."),
            ),
        ),
        (
            ("linkmissing",),
            ErrorMessage(
                heading=_("Link missing"),
                text=_("The image was generated, but its download link never arrived."),
            ),
        ),
    )


def _open_calls() -> tuple[_Row, ...]:
    """Calls whose end nobody knows: they may be billed."""
    return (
        (
            ("notananswer",),
            ErrorMessage(
                heading=_("Unexpected response"),
                text=_("The provider sent a response that could not be read."),
            ),
        ),
        (
            ("deadline", "timeout"),
            ErrorMessage(heading=_("Request timed out"), text=_("The provider did not respond in time.")),
        ),
        (
            ("http408", "http5"),
            ErrorMessage(
                heading=_("Unclear response"),
                text=_("The provider's error does not say whether images were generated."),
            ),
        ),
        (
            ("worker_lost",),
            ErrorMessage(
                heading=_("Worker stopped"), text=_("The studio's worker stopped during the request.")
            ),
        ),
        (
            ("interrupted",),
            ErrorMessage(
                heading=_("Connection lost"), text=_("We lost the connection before the result arrived.")
            ),
        ),
    )
