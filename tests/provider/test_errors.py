"""The table of error codes: the outcome of each, and which row matches."""

import pytest

from studio.provider.error_codes import CODES, classify, find
from studio.provider.errors import Outcome

P, R, U = Outcome.PERMANENT, Outcome.RETRY, Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("status", "code", "outcome"),
    [
        (400, "MissingParameter", P),
        (400, "InvalidParameter.size", P),
        (400, "InvalidImageURL.Unreachable", P),
        (400, "param_error", P),
        (400, "tokens_too_long", P),
        (400, "model_error", P),
        (400, "InputTextSensitiveContentDetected", P),
        (400, "InputImageSensitiveContentDetected.PolicyViolation", P),
        (400, "invalid_messages", P),
        (400, "sensitive_check_error", P),
        (401, "AuthenticationError", P),
        (401, "auth_error", P),
        (403, "AccountOverdueError", P),
        (403, "AccessDenied", P),
        (403, "forbidden", P),
        (404, "InvalidEndpointOrModel.NotFound", P),
        (404, "ModelNotOpen", P),
        (404, "", P),
        (429, "ModelAccountIpmRateLimitExceeded", R),
        (429, "ModelAccountRpmRateLimitExceeded", R),
        (429, "AccountRateLimitExceeded", R),
        (429, "ServerOverloaded", R),
        (503, "ServerOverloaded", R),
        (429, "RequestBurstTooFast", R),
        (429, "InflightBatchsizeExceeded", R),
        (429, "rate_limit", R),
        (429, "SomethingNew", R),
        (429, "QuotaExceeded", P),
        (429, "SetLimitExceeded", P),
        (500, "InternalServiceError", R),
        (500, "internal_error", R),
        (500, "model_server_error", R),
        (500, "SomethingNew", U),
        (500, "", U),
        (503, "", U),
        (408, "", U),
        (408, "timeout", U),
        (502, "InternalServiceError", U),
        (504, "gateway_timeout_error", U),
        (500, "timeout", U),
        (200, "AuthenticationError", P),
        (200, "QuotaExceeded", P),
        (200, "", U),
    ],
)
def test_each_status_and_code_has_an_outcome(status: int, code: str, outcome: Outcome) -> None:
    assert classify(status, code) is outcome


def test_no_code_is_in_the_table_twice() -> None:
    assert len({row.code for row in CODES}) == len(CODES)


def test_a_code_finds_its_own_row_and_not_that_of_a_substring() -> None:
    assert all(find(f"{row.code.upper()}.Detail") is row for row in CODES)
