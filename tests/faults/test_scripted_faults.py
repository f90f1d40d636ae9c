"""Every way in which the sandbox can misbehave: the run ends in the right state, and nothing billed is lost.

The faults of result links have a file of their own.
"""

import pytest

from studio.sandbox.faults import FAULTS
from studio.sandbox.faults.registry import Place
from tests.faults.factories import FaultStudio, Run

IMAGES = 3
GOOD = ("completed", "stored stored stored")
REFUSED = ("failed", "failed failed failed")
UNKNOWN = ("unknown", "unknown unknown unknown")
ONE_CAME = ("unknown", "stored unknown unknown")

# Each script, the state in which its run ends, and those of its images.
ENDS = {
    # Refused before anything was accepted
    "http401": REFUSED,
    "http403": REFUSED,
    "http404": REFUSED,
    "empty404": REFUSED,
    "input_text": REFUSED,
    "input_image": REFUSED,
    "bare_error": REFUSED,
    "quota": REFUSED,
    "error200": REFUSED,
    "html200": UNKNOWN,
    "http502": UNKNOWN,
    # What is made
    "fail:1": ("completed", "stored failed stored"),
    "fail:0,1,2": REFUSED,
    "internal:1": ("completed", "stored failed not_produced"),
    "internal:0": ("failed", "failed not_produced not_produced"),
    "abort:0": REFUSED,
    "abort:1": ("completed", "stored failed failed"),
    "fewer:1": ("completed", "stored not_produced not_produced"),
    "link_size:1": GOOD,
    "wrong_type": GOOD,
    # The connection
    "drop": UNKNOWN,
    "drop_at_once": UNKNOWN,
    "drop_after:1": ONE_CAME,
    "drop_after:3": ("unknown", "stored stored stored"),
    "drop_mid:0": UNKNOWN,
    "drop_mid:1": ONE_CAME,
    "hang": UNKNOWN,
    "hang:1": ONE_CAME,
    "comments": UNKNOWN,
    "comments:1": ONE_CAME,
    "http408": UNKNOWN,
    "http504": UNKNOWN,
    # The events
    "repeat_index": GOOD,
    "missing_index": GOOD,
    "reorder": GOOD,
    "unknown_type": GOOD,
    "no_completed": GOOD,
    "two_completed": GOOD,
    "wrong_usage": GOOD,
    "no_done": GOOD,
    "no_final_blank": GOOD,
    "no_final_blank:1": GOOD,
    "long_line:2": GOOD,
    "truncated_base64": GOOD,
    # The bytes
    "bom": GOOD,
    "cr": GOOD,
    "crlf": GOOD,
    "split_utf8": GOOD,
    "no_event_line": GOOD,
    "multi_data": GOOD,
    "with_comments": GOOD,
    "drip:50": GOOD,
    # Two at once
    "missing_index,fail:1": ("completed", "stored failed stored"),
    "no_completed,fewer:2": ("unknown", "stored stored unknown"),
    "no_completed,drop_after:2": ("unknown", "stored stored unknown"),
}

# Refused a few times, then accepted; in the place of the number is how often.
REPEATED = ("rate:2", "overloaded:1", "http500:3", "rate:1:3")

Ended = tuple[FaultStudio, dict[str, Run]]


@pytest.fixture(scope="module")
def ended(quick: FaultStudio) -> Ended:
    scripts = (*ENDS, *REPEATED, "http500", "rate")
    with quick.db():
        runs = {script: quick.submit(f"[[fault:{script}]]", images=IMAGES) for script in scripts}
    retried = [run for script, run in runs.items() if script not in ENDS]
    quick.hurry_until_ended(*retried)
    quick.until_ended(*runs.values())
    return quick, runs


def test_every_fault_of_the_sandbox_is_tried() -> None:
    scripts = ",".join((*ENDS, *REPEATED)).split(",")
    tried = {script.partition(":")[0] for script in scripts}
    assert {name for name, fault in FAULTS.items() if fault.place is not Place.LINK} <= tried


@pytest.mark.parametrize("script", ENDS)
def test_the_run_ends_in_the_right_state_and_nothing_is_lost(ended: Ended, script: str) -> None:
    studio, runs = ended
    assert (studio.state(runs[script]), " ".join(studio.slots(runs[script]))) == ENDS[script]
    assert "lost" not in studio.check_nothing_lost(runs[script])


@pytest.mark.parametrize("script", REPEATED)
def test_a_refusal_that_may_be_repeated_is_repeated_until_it_is_accepted(ended: Ended, script: str) -> None:
    studio, runs = ended
    run, refusals = runs[script], int(script.split(":")[1])
    assert studio.slots(run) == ["stored"] * IMAGES
    assert studio.row(run).attempts == refusals + 1
    assert len(studio.book_of(run)["calls"]) == refusals + 1
    studio.check_nothing_lost(run)


@pytest.mark.parametrize("script", ["http500", "rate"])
def test_a_refusal_is_repeated_four_times_at_most(ended: Ended, script: str) -> None:
    studio, runs = ended
    assert (studio.state(runs[script]), studio.slots(runs[script])) == ("failed", ["failed"] * IMAGES)
    assert len(studio.book_of(runs[script])["calls"]) == 5


def test_a_failed_run_says_why(ended: Ended) -> None:
    studio, runs = ended
    row = studio.row(runs["input_text"])
    assert row.error_code == "InputTextSensitiveContentDetected"
    assert row.error_message.startswith("The request failed")
    assert (row.tokens, row.upper_tokens) == (0, 0)


def test_what_is_unknown_has_an_upper_bound(ended: Ended) -> None:
    studio, runs = ended
    row = studio.row(runs["drop"])
    assert row.upper_tokens == studio.book_of(runs["drop"])["tokens"] == IMAGES * 14400
    assert row.can_run_again


def test_a_count_that_differs_from_ours_is_flagged_and_ours_stays(ended: Ended) -> None:
    studio, runs = ended
    row = studio.row(runs["wrong_usage"])
    assert row.usage_mismatch
    assert row.tokens == studio.book_of(runs["wrong_usage"])["tokens"]
    assert not studio.row(runs["two_completed"]).usage_mismatch


def test_a_picture_of_another_size_than_announced_is_stored_and_shown_as_such(ended: Ended) -> None:
    studio, runs = ended
    assert [slot.size_differs for slot in studio.row(runs["link_size:1"]).slots] == [False, True, False]


def test_an_image_that_is_sent_twice_is_stored_once(ended: Ended) -> None:
    studio, runs = ended
    assert len(studio.files_of(runs["repeat_index"])) == IMAGES


def test_the_worker_broke_at_nothing(ended: Ended) -> None:
    studio, _runs = ended
    assert "Traceback" not in studio.log("worker")


def test_four_failures_in_a_group_of_fifteen_leave_eleven_pictures(quick: FaultStudio) -> None:
    run = quick.submit("[[fault:fail:0,3,7,14]]", images=15)
    quick.until_ended(run)
    assert quick.state(run) == "completed"
    failed = [index for index, state in enumerate(quick.slots(run)) if state == "failed"]
    assert failed == [0, 3, 7, 14]
    assert quick.check_nothing_lost(run) == {"stored": 11}
    assert not quick.row(run).usage_mismatch
