"""Scripted refusals: nothing is accepted, nothing is billed."""

import pytest


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        ("http401", 401, "AuthenticationError"),
        ("http403", 403, "AccountOverdueError"),
        ("http404", 404, "ModelNotOpen"),
        ("input_text", 400, "InputTextSensitiveContentDetected"),
        ("input_image", 400, "InputImageSensitiveContentDetected"),
        ("rate", 429, "ModelAccountIpmRateLimitExceeded"),
        ("overloaded", 429, "ServerOverloaded"),
        ("quota", 429, "QuotaExceeded"),
        ("http500", 500, "InternalServiceError"),
    ],
)
def test_errors_of_the_contract_are_returned_and_nothing_is_billed(sandbox, fault, status, code):
    response = sandbox.post(fault=fault)
    assert (response.status_code, response.json()["error"]["code"]) == (status, code)
    assert (sandbox.ledger()["accepted"], sandbox.ledger()["billed"]) == (0, 0)


def test_errors_that_are_not_in_the_contract_are_returned(sandbox):
    assert sandbox.post(fault="empty404").content == b""
    assert sandbox.post(fault="bare_error").json()["code"] == "InvalidParameter"
    assert sandbox.post(fault="error200").json()["error"]["code"].startswith("OutputImage")
    html = sandbox.post(fault="html200")
    assert (html.status_code, html.headers["content-type"]) == (200, "text/html")
    assert sandbox.ledger()["accepted"] == 0


def test_a_rate_limit_ends_after_the_given_number_of_refusals(sandbox):
    prompt = f"[[fault:rate:2:0.5]] {sandbox.nonce}"
    responses = [sandbox.post(prompt=prompt) for _ in range(4)]
    assert [response.status_code for response in responses] == [429, 429, 200, 429]
    assert responses[0].headers["retry-after"] == "0.5"


def test_a_rate_limit_can_omit_retry_after(sandbox):
    assert "retry-after" not in sandbox.post(fault="rate").headers


@pytest.mark.parametrize("fault", ["http500", "http502", "overloaded"])
def test_a_failing_server_recovers(sandbox, fault):
    responses = [sandbox.post(fault=f"{fault}:1", prompt=sandbox.nonce) for _ in range(2)]
    assert [response.status_code == 200 for response in responses] == [False, True]


def test_a_misspelt_fault_is_refused(sandbox):
    assert "there is no fault 'hagn'" in sandbox.post(fault="hagn").json()["error"]["message"]
    assert sandbox.post(fault="hang:x").status_code == 400


def test_all_faults_are_listed_with_their_help(sandbox):
    faults = sandbox.http.get("/faults").json()["faults"]
    assert len(faults) > 40
    assert all(fault["help"] for fault in faults)


def test_a_fault_marker_in_the_prompt_does_not_change_the_image(sandbox):
    urls = [
        sandbox.post(prompt=prompt).json()["data"][0]["url"]
        for prompt in ("a cat", "a cat [[fault:no_done]]")
    ]
    first, second = (sandbox.http.get(url).content for url in urls)
    assert first == second
