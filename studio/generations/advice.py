"""What an error code means for the person who reads it: plain words, in their language."""

from django.utils.translation import gettext as _


def for_code(code: str) -> str:
    """A plain sentence for a provider's error code, with what to do; empty for no code."""
    if not code:
        return ""
    for part, sentence in _sentences():
        if part.lower() in code.lower():
            return sentence
    return _("The model service refused or could not finish this. The code and its message say why.")


def _sentences() -> tuple[tuple[str, str], ...]:
    return (
        (
            "OutputImageSensitiveContent",
            _("The output may contain restricted content. Another try may pass."),
        ),
        ("InputTextSensitiveContent", _("The prompt was refused by the content check. Change its words.")),
        ("InputImageSensitiveContent", _("A reference image was refused by the content check. Use another.")),
        ("sensitive_check_error", _("The prompt or a reference was refused by the content check.")),
        ("invalid_messages", _("The prompt was refused by the content check. Change its words.")),
        ("InvalidImageURL", _("The service could not fetch or read a reference. Upload the file instead.")),
        ("tokens_too_long", _("The prompt is too long for the model. Shorten it.")),
        ("QuotaExceeded", _("The account's quota is used up. An administrator must raise it.")),
        ("SetLimitExceeded", _("The account's own limit is reached. An administrator must raise it.")),
        (
            "AccountOverdue",
            _("The account with the model service is out of money. An administrator must act."),
        ),
        ("Authentication", _("The model service refuses the studio's key. An administrator must act.")),
        ("auth_error", _("The model service refuses the studio's key. An administrator must act.")),
        ("AccessDenied", _("The account may not use this model. An administrator must act.")),
        ("forbidden", _("The account may not use this model. An administrator must act.")),
        ("ModelNotOpen", _("The model is not open for this account. An administrator must act.")),
        ("InvalidEndpointOrModel", _("The service does not know the model. An administrator must act.")),
        ("RateLimit", _("The service was asked too often. The studio tried again for a while.")),
        ("rate_limit", _("The service was asked too often. The studio tried again for a while.")),
        ("Overloaded", _("The model service is busy. Try again in a few minutes.")),
        ("TooFast", _("The service was asked too often. The studio tried again for a while.")),
        ("InflightBatchsize", _("The model service is busy. Try again in a few minutes.")),
        ("InternalServiceError", _("The model service had an error of its own. Try again.")),
        ("internal_error", _("The model service had an error of its own. Try again.")),
        ("model_server_error", _("The model service had an error of its own. Try again.")),
        ("Connect", _("The model service could not be reached. Try again, or tell an administrator.")),
        ("MissingParameter", _("The request lacked something. The message says what.")),
        ("InvalidParameter", _("The service refused a setting of this run. The message says which.")),
        ("param_error", _("The service refused a setting of this run. The message says which.")),
        (
            "UploadBroken",
            _("The connection broke while the request was being sent. It was not accepted. Try again."),
        ),
        ("ReferenceUnreadable", _("A reference's file could not be read. Remove it and add it again.")),
        ("InvalidAddress", _("The model service's address is wrong. An administrator must act.")),
        (
            "NotAnAnswer",
            _("The service answered with something that is no answer. The call may still be billed."),
        ),
        ("NothingProduced", _("The model ended the run without an image. Change the prompt or try again.")),
        ("LinkMissing", _("The image was made, but its link never came.")),
        ("deadline", _("The service did not answer in time. The call may still be billed.")),
        ("worker_lost", _("The studio's worker stopped while the call was open. It may still be billed.")),
        ("interrupted", _("The connection broke before the end was seen. The call may still be billed.")),
    )
