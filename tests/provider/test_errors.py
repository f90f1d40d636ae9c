"""The table of errors: what each means for the next call, and who must act."""

import pytest

from studio.provider.errors import Outcome, ProviderError, classify

P, R, U = Outcome.PERMANENT, Outcome.RETRY, Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("status", "code", "outcome", "scope"),
    [
        (400, "MissingParameter", P, "request"),
        (400, "InvalidParameter.size", P, "request"),
        (400, "InvalidImageURL.Unreachable", P, "request"),
        (400, "param_error", P, "request"),
        (400, "tokens_too_long", P, "request"),
        (400, "model_error", P, "request"),
        (400, "InputTextSensitiveContentDetected", P, "input"),
        (400, "InputImageSensitiveContentDetected.PolicyViolation", P, "input"),
        (400, "invalid_messages", P, "input"),
        (400, "sensitive_check_error", P, "input"),
        (401, "AuthenticationError", P, "administrator"),
        (401, "auth_error", P, "administrator"),
        (403, "AccountOverdueError", P, "administrator"),
        (403, "AccessDenied", P, "administrator"),
        (403, "forbidden", P, "administrator"),
        (404, "InvalidEndpointOrModel.NotFound", P, "administrator"),
        (404, "ModelNotOpen", P, "administrator"),
        (404, "", P, "administrator"),
        (429, "ModelAccountIpmRateLimitExceeded", R, "busy"),
        (429, "ModelAccountRpmRateLimitExceeded", R, "busy"),
        (429, "AccountRateLimitExceeded", R, "busy"),
        (429, "ServerOverloaded", R, "busy"),
        (503, "ServerOverloaded", R, "busy"),
        (429, "RequestBurstTooFast", R, "busy"),
        (429, "InflightBatchsizeExceeded", R, "busy"),
        (429, "rate_limit", R, "busy"),
        (429, "SomethingNew", R, "busy"),
        (429, "QuotaExceeded", P, "administrator"),
        (429, "SetLimitExceeded", P, "administrator"),
        (500, "InternalServiceError", R, "busy"),
        (500, "internal_error", R, "busy"),
        (500, "model_server_error", R, "busy"),
        (500, "SomethingNew", U, "unknown"),
        (500, "", U, "unknown"),
        (503, "", U, "unknown"),
        (408, "", U, "unknown"),
        (408, "timeout", U, "unknown"),
        (502, "InternalServiceError", U, "unknown"),
        (504, "gateway_timeout_error", U, "unknown"),
        (500, "timeout", U, "unknown"),
        (200, "AuthenticationError", P, "administrator"),
        (200, "QuotaExceeded", P, "administrator"),
        (200, "", U, "unknown"),
    ],
)
def test_each_answer_has_an_outcome_and_somebody_to_act(
    status: int, code: str, outcome: Outcome, scope: str
) -> None:
    assert classify(status, code) is outcome
    assert ProviderError(code, "", outcome=outcome, status=status).scope == scope
