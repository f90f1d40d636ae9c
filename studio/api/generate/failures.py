"""Errors for a run that produced nothing, and for a missing image."""

from studio.generations.models import Generation, Image
from studio.generations.states import RunState, SlotState
from studio.provider.error_codes import Text, find
from studio.provider.server.errors import Refusal

STATUSES = {
    Text.QUOTA_USED_UP: 429, Text.SPENDING_LIMIT: 429, Text.RATE_LIMITED: 429, Text.PROVIDER_BUSY: 429,
    Text.OUTPUT_BLOCKED: 400, Text.PROMPT_REFUSED: 400, Text.REFERENCE_REFUSED: 400, Text.CONTENT_REFUSED: 400,
    Text.REFERENCE_URL: 400, Text.REFERENCE_FILE: 400, Text.PROMPT_TOO_LONG: 400, Text.SETTING_REFUSED: 400,
    Text.REFUSED: 400,
}  # fmt: skip
"""Everything else is 500."""
OUR_ACCOUNT = ("key", "account")


def failed_as_a_whole(run: Generation) -> bool:
    """Whether the run ended without an image, for a reason that is not about single images."""
    if not run.is_finished or run.billed_count:
        return False
    return find(run.error_code).text is not Text.OUTPUT_BLOCKED


def refusal_of(run: Generation) -> Refusal:
    """The Refusal for a failed run. Without automatic retries: each is another run, perhaps billed again."""
    if run.state == RunState.CANCELLED:
        return Refusal(409, "Cancelled", f"Run {run.pk} was cancelled in the studio.", may_repeat=False)
    if run.state == RunState.UNKNOWN:
        message = f"The outcome of run {run.pk} is not known; it may be billed. {run.error_message}".strip()
        return Refusal(504, run.error_code or "timeout", message, may_repeat=False)
    row = find(run.error_code)
    status = STATUSES.get(row.text, 500)
    if row.sign in OUR_ACCOUNT and status == 500:
        message = f"The provider refuses the studio's account: {run.error_message} Ask an administrator."
        return Refusal(403, "AccessDenied", message)
    message = run.error_message or f"Run {run.pk} ended without an image. Nothing was billed."
    return Refusal(status, run.error_code or "InternalServiceError", message, may_repeat=False)


def error_of(slot: Image) -> dict[str, str]:
    """`code` and `message` of an image that the response has no file for."""
    if slot.state == SlotState.FAILED:
        return {"code": slot.error_code, "message": slot.error_message}
    if slot.state == SlotState.UNKNOWN:
        return {"code": "timeout", "message": "The outcome is not known; the image may be billed."}
    if slot.state == SlotState.ANNOUNCED:
        message = "The image is made and billed, but not downloaded yet. It will be in the gallery."
        return {"code": "ImageNotReady", "message": message}
    return {"code": "ImageLost", "message": "The image was made and billed, but could not be downloaded."}
