"""Faults that respond before the call is accepted. `is_among_first(n)` is true for the first n calls, always for 0."""

from collections.abc import Callable

from studio.provider.server.errors import Refusal, Reply, json_reply
from studio.sandbox.faults.registry import Args, Place, fault

IsAmongFirst = Callable[[float], bool]
HTML = b"<html><head><title>%s</title></head><body><center><h1>%s</h1></center><hr>nginx</body></html>"


def html(status: int, title: str) -> Reply:
    words = title.encode()
    return Reply(status=status, body=HTML % (words, words), content_type="text/html")


def _times(args: Args) -> float:
    return args[0] if args else 0


@fault(Place.REFUSE)
def http401(args: Args, is_among_first: IsAmongFirst) -> Refusal | None:
    """401 AuthenticationError."""
    return Refusal(401, "AuthenticationError", "The API key in the request is missing or invalid.")


@fault(Place.REFUSE)
def http403(args: Args, is_among_first: IsAmongFirst) -> Refusal | None:
    """403 AccountOverdueError."""
    return Refusal(403, "AccountOverdueError", "The account has an overdue balance.")


@fault(Place.REFUSE)
def http404(args: Args, is_among_first: IsAmongFirst) -> Refusal | None:
    """404 ModelNotOpen."""
    return Refusal(404, "ModelNotOpen", "The account has not activated the model.")


@fault(Place.REFUSE)
def empty404(args: Args, is_among_first: IsAmongFirst) -> Reply | None:
    """404 without a body."""
    return Reply(status=404)


@fault(Place.REFUSE)
def input_text(args: Args, is_among_first: IsAmongFirst) -> Refusal | None:
    """400 InputTextSensitiveContentDetected."""
    message = "The request failed because the input text may contain sensitive information."
    return Refusal(400, "InputTextSensitiveContentDetected", message, param="prompt")


@fault(Place.REFUSE)
def input_image(args: Args, is_among_first: IsAmongFirst) -> Refusal | None:
    """400 InputImageSensitiveContentDetected."""
    message = "The request failed because the input image may contain sensitive information."
    return Refusal(400, "InputImageSensitiveContentDetected", message, param="image")


@fault(Place.REFUSE)
def bare_error(args: Args, is_among_first: IsAmongFirst) -> Reply | None:
    """400 whose error is not wrapped in `error`."""
    return json_reply(400, {"code": "InvalidParameter", "message": "The request is not valid."})


@fault(Place.REFUSE)
def rate(args: Args, is_among_first: IsAmongFirst) -> Refusal | None:
    """429 for the first n tries (none: always); rate:n:s adds Retry-After with s seconds."""
    if not is_among_first(_times(args)):
        return None
    after = f"{args[1]:g}" if len(args) > 1 else ""
    message = "The images per minute limit of the account for the model has been exceeded."
    return Refusal(429, "ModelAccountIpmRateLimitExceeded", message, retry_after=after)


@fault(Place.REFUSE)
def overloaded(args: Args, is_among_first: IsAmongFirst) -> Refusal | None:
    """429 ServerOverloaded for the first n tries (none: always)."""
    message = "The service is currently unable to handle additional requests."
    return Refusal(429, "ServerOverloaded", message) if is_among_first(_times(args)) else None


@fault(Place.REFUSE)
def quota(args: Args, is_among_first: IsAmongFirst) -> Refusal | None:
    """429 QuotaExceeded, which no repetition cures."""
    return Refusal(429, "QuotaExceeded", "The account's quota for the model is used up.")


@fault(Place.REFUSE)
def http500(args: Args, is_among_first: IsAmongFirst) -> Refusal | None:
    """500 InternalServiceError as JSON for the first n tries (none: always)."""
    message = "The service encountered an unexpected internal error."
    return Refusal(500, "InternalServiceError", message) if is_among_first(_times(args)) else None


@fault(Place.REFUSE)
def http502(args: Args, is_among_first: IsAmongFirst) -> Reply | None:
    """502 as HTML for the first n tries (none: always); nothing is billed, which the client cannot know."""
    return html(502, "502 Bad Gateway") if is_among_first(_times(args)) else None


@fault(Place.REFUSE)
def html200(args: Args, is_among_first: IsAmongFirst) -> Reply | None:
    """200 with an HTML page."""
    return html(200, "Welcome")


@fault(Place.REFUSE)
def error200(args: Args, is_among_first: IsAmongFirst) -> Reply | None:
    """200 whose JSON is an error."""
    error = {"code": "OutputImageSensitiveContentDetected", "message": "The output image may be sensitive."}
    return json_reply(200, {"error": error})
