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
def test_errors_of_the_contract(caller, fault, status, code):
    answer = caller.post(fault=fault)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert (caller.book()["accepted"], caller.book()["billed"]) == (0, 0)


def test_errors_that_are_not_in_the_contract(caller):
    assert caller.post(fault="empty404").content == b""
    assert caller.post(fault="bare_error").json()["code"] == "InvalidParameter"
    assert caller.post(fault="error200").json()["error"]["code"].startswith("OutputImage")
    html = caller.post(fault="html200")
    assert (html.status_code, html.headers["content-type"]) == (200, "text/html")
    assert caller.book()["accepted"] == 0


def test_a_rate_limit_ends_after_its_times(caller):
    prompt = f"[[fault:rate:2:0.5]] {caller.nonce}"
    answers = [caller.post(prompt=prompt) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [429, 429, 200, 429]
    assert answers[0].headers["retry-after"] == "0.5"


def test_a_rate_limit_may_not_say_for_how_long(caller):
    assert "retry-after" not in caller.post(fault="rate").headers


@pytest.mark.parametrize("fault", ["http500", "http502", "overloaded"])
def test_a_server_recovers(caller, fault):
    answers = [caller.post(fault=f"{fault}:1", prompt=caller.nonce) for _ in range(2)]
    assert [answer.status_code == 200 for answer in answers] == [False, True]


def test_a_misspelt_fault_is_refused(caller):
    assert "there is no fault 'hagn'" in caller.post(fault="hagn").json()["error"]["message"]
    assert caller.post(fault="hang:x").status_code == 400


def test_all_faults_are_listed_with_their_help(caller):
    faults = caller.http.get("/faults").json()["faults"]
    assert len(faults) > 40
    assert all(fault["help"] for fault in faults)


def test_a_marker_is_not_painted(caller):
    urls = [
        caller.post(prompt=prompt).json()["data"][0]["url"] for prompt in ("a cat", "a cat [[fault:no_done]]")
    ]
    first, second = (caller.http.get(url).content for url in urls)
    assert first == second
