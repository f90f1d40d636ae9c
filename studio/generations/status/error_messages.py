"""Messages for error codes: a heading, what happened, and what to do."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from studio.provider.error_codes import AdminAction, Text, find


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorMessage:
    """Plain words for an error code."""

    heading: str
    text: str
    action: AdminAction | None = None
    """What an administrator has to do; None when nobody has to."""


TEXTS = {
    Text.OUTPUT_BLOCKED: (
        _("Blocked by the content check"),
        _("The image may contain restricted content. A retry may succeed."),
    ),
    Text.PROMPT_REFUSED: (
        _("Prompt refused by the content check"),
        _("Reword the prompt."),
    ),
    Text.REFERENCE_REFUSED: (
        _("Reference refused by the content check"),
        _("Use another reference image."),
    ),
    Text.CONTENT_REFUSED: (
        _("Refused by the content check"),
        _("Change the prompt or the references."),
    ),
    Text.REFERENCE_URL: (
        _("Reference not readable"),
        _("The provider could not fetch or read a reference. Upload the file instead."),
    ),
    Text.REFERENCE_FILE: (
        _("Reference not readable"),
        _("The file of a reference could not be read. Remove it and add it again."),
    ),
    Text.PROMPT_TOO_LONG: (
        _("Prompt too long"),
        _("Shorten the prompt."),
    ),
    Text.SETTING_REFUSED: (
        _("Setting refused"),
        _("The provider refused a setting of this run. See Details for which one."),
    ),
    Text.QUOTA_USED_UP: (
        _("Quota used up"),
        _("The provider account has no quota left."),
    ),
    Text.SPENDING_LIMIT: (
        _("Spending limit reached"),
        _("The provider account has reached its spending limit."),
    ),
    Text.ACCOUNT_OVERDUE: (
        _("Provider account overdue"),
        _("The provider account has an unpaid bill or no balance."),
    ),
    Text.KEY_REFUSED: (
        _("Provider key refused"),
        _("The provider does not accept the studio's key."),
    ),
    Text.MODEL_NOT_AVAILABLE: (
        _("Model not available"),
        _("The provider account has no access to this model."),
    ),
    Text.MODEL_NOT_FOUND: (
        _("Model not found"),
        _("The provider does not offer this model."),
    ),
    Text.WRONG_ADDRESS: (
        _("Wrong provider address"),
        _("The request could not be sent."),
    ),
    Text.UNREADABLE_ANSWER: (
        _("Unexpected response"),
        _("The provider sent a response that could not be read."),
    ),
    Text.NO_ANSWER: (
        _("Request timed out"),
        _("The provider did not respond in time."),
    ),
    Text.UNCLEAR_ANSWER: (
        _("Unclear response"),
        _("The provider's error does not say whether images were generated."),
    ),
    Text.WORKER_STOPPED: (
        _("Worker stopped"),
        _("The studio's worker stopped during the request."),
    ),
    Text.CONNECTION_LOST: (
        _("Connection lost"),
        _("We lost the connection before the result arrived."),
    ),
    Text.RATE_LIMITED: (
        _("Rate limited"),
        _("The provider allows no more calls right now. Try again in a few minutes."),
    ),
    Text.PROVIDER_BUSY: (
        _("Provider busy"),
        _("Try again in a few minutes."),
    ),
    Text.PROVIDER_ERROR: (
        _("Provider error"),
        _("The provider had an internal error. Try again."),
    ),
    Text.UNREACHABLE: (
        _("Provider unreachable"),
        _("The studio could not reach the provider. Try again."),
    ),
    Text.UPLOAD_BROKEN: (
        _("Connection lost while sending"),
        _("The provider did not accept the request. Try again."),
    ),
    Text.NOTHING_PRODUCED: (
        _("No image produced"),
        _("The model finished without producing an image. Change the prompt or try again."),
    ),
    Text.GIVEN_UP: (
        _("Given up"),
        _("The image could not be downloaded, and saving it was given up."),
    ),
    Text.LINK_MISSING: (
        _("Link missing"),
        _("The image was generated, but its download link never arrived."),
    ),
    Text.REFUSED: (
        _("Request refused"),
        _("The provider refused or could not finish this request. See Details for the reason."),
    ),
}
"""Heading and sentence for every text in the table of codes."""


def for_code(code: str) -> ErrorMessage:
    """The message for a provider's error code or one of our own, in the reader's language."""
    row = find(code)
    heading, text = TEXTS[row.text]
    return ErrorMessage(heading=str(heading), text=str(text), action=row.action)
