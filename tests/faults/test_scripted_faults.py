"""Every fault that the sandbox can simulate: the run ends in the right state, and nothing billed is lost.

The faults of result links are in `test_bad_links.py`.
"""

import pytest

from studio.sandbox.faults import FAULTS
from studio.sandbox.faults.registry import Place
from tests.faults.factories import FaultStudio, Run

IMAGES = 3
ALL_STORED = ("completed", "stored stored stored")
ALL_FAILED = ("failed", "failed failed failed")
ALL_UNKNOWN = ("unknown", "unknown unknown unknown")
ONE_STORED = ("unknown", "stored unknown unknown")

# Each script, the state in which its run ends, and those of its images.
ENDS = {
    # Refused before anything was accepted
    "http401": ALL_FAILED,
    "http403": ALL_FAILED,
    "http404": ALL_FAILED,
    "empty404": ALL_FAILED,
    "input_text": ALL_FAILED,
    "input_image": ALL_FAILED,
    "bare_error": ALL_FAILED,
    "quota": ALL_FAILED,
    "error200": ALL_FAILED,
    "html200": ALL_UNKNOWN,
    "http502": ALL_UNKNOWN,
    # Failed and missing images
    "fail:1": ("completed", "stored failed stored"),
    "fail:0,1,2": ALL_FAILED,
    "internal:1": ("completed", "stored failed not_produced"),
    "internal:0": ("failed", "failed not_produced not_produced"),
    "abort:0": ALL_FAILED,
    "abort:1": ("completed", "stored failed failed"),
    "fewer:1": ("completed", "stored not_produced not_produced"),
    "link_size:1": ALL_STORED,
    "wrong_type": ALL_STORED,
    # Broken connections
    "drop": ALL_UNKNOWN,
    "drop_at_once": ALL_UNKNOWN,
    "drop_after:1": ONE_STORED,
    "drop_after:3": ("unknown", "stored stored stored"),
    "drop_mid:0": ALL_UNKNOWN,
    "drop_mid:1": ONE_STORED,
    "hang": ALL_UNKNOWN,
    "hang:1": ONE_STORED,
    "comments": ALL_UNKNOWN,
    "comments:1": ONE_STORED,
    "http408": ALL_UNKNOWN,
    "http504": ALL_UNKNOWN,
    # Irregular events
    "repeat_index": ALL_STORED,
    "missing_index": ALL_STORED,
    "reorder": ALL_STORED,
    "unknown_type": ALL_STORED,
    "no_completed": ALL_STORED,
    "two_completed": ALL_STORED,
    "wrong_usage": ALL_STORED,
    "no_done": ALL_STORED,
    "no_final_blank": ALL_STORED,
    "no_final_blank:1": ALL_STORED,
    "long_line:2": ALL_STORED,
    "truncated_base64": ALL_STORED,
    # Irregular bytes
    "bom": ALL_STORED,
    "cr": ALL_STORED,
    "crlf": ALL_STORED,
    "split_utf8": ALL_STORED,
    "no_event_line": ALL_STORED,
    "multi_data": ALL_STORED,
    "with_comments": ALL_STORED,
    "drip:50": ALL_STORED,
    # Combinations
    "missing_index,fail:1": ("completed", "stored failed stored"),
    "no_completed,fewer:2": ("unknown", "stored stored unknown"),
    "no_completed,drop_after:2": ("unknown", "stored stored unknown"),
}

# Refused a few times, then accepted; the first number says how often.
RETRIED = ("rate:2", "overloaded:1", "http500:3", "rate:1:3")

StudioAndRuns = tuple[FaultStudio, dict[str, Run]]


@pytest.fixture(scope="module")
def ended_runs(fast_studio: FaultStudio) -> StudioAndRuns:
    scripts = (*ENDS, *RETRIED, "http500", "rate")
    with fast_studio.db():
        runs = {script: fast_studio.submit(f"[[fault:{script}]]", images=IMAGES) for script in scripts}
    retried = [run for script, run in runs.items() if script not in ENDS]
    fast_studio.skip_delays_until_ended(*retried)
    fast_studio.wait_until_ended(*runs.values())
    return fast_studio, runs


def test_every_fault_of_the_sandbox_is_covered() -> None:
    scripts = ",".join((*ENDS, *RETRIED)).split(",")
    covered = {script.partition(":")[0] for script in scripts}
    assert {name for name, fault in FAULTS.items() if fault.place is not Place.LINK} <= covered


@pytest.mark.parametrize("script", ENDS)
def test_the_run_ends_in_the_right_state_and_nothing_is_lost(ended_runs: StudioAndRuns, script: str) -> None:
    studio, runs = ended_runs
    assert (studio.state(runs[script]), " ".join(studio.slots(runs[script]))) == ENDS[script]
    assert "lost" not in studio.check_nothing_lost(runs[script])


@pytest.mark.parametrize("script", RETRIED)
def test_a_retryable_refusal_is_retried_until_it_is_accepted(ended_runs: StudioAndRuns, script: str) -> None:
    studio, runs = ended_runs
    run, refusals = runs[script], int(script.split(":")[1])
    assert studio.slots(run) == ["stored"] * IMAGES
    assert studio.row(run).attempts == refusals + 1
    assert len(studio.ledger_of(run)["calls"]) == refusals + 1
    studio.check_nothing_lost(run)


@pytest.mark.parametrize("script", ["http500", "rate"])
def test_a_refusal_is_retried_four_times_at_most(ended_runs: StudioAndRuns, script: str) -> None:
    studio, runs = ended_runs
    assert (studio.state(runs[script]), studio.slots(runs[script])) == ("failed", ["failed"] * IMAGES)
    assert len(studio.ledger_of(runs[script])["calls"]) == 5


def test_a_failed_run_has_its_error_code_and_message(ended_runs: StudioAndRuns) -> None:
    studio, runs = ended_runs
    row = studio.row(runs["input_text"])
    assert row.error_code == "InputTextSensitiveContentDetected"
    assert row.error_message.startswith("The request failed")
    assert (row.tokens, row.upper_tokens) == (0, 0)


def test_an_unknown_outcome_has_an_upper_bound(ended_runs: StudioAndRuns) -> None:
    studio, runs = ended_runs
    row = studio.row(runs["drop"])
    assert row.upper_tokens == studio.ledger_of(runs["drop"])["tokens"] == IMAGES * 14400
    assert row.can_run_again


def test_a_usage_that_differs_from_our_count_is_flagged_and_ours_is_kept(ended_runs: StudioAndRuns) -> None:
    studio, runs = ended_runs
    row = studio.row(runs["wrong_usage"])
    assert row.usage_mismatch
    assert row.tokens == studio.ledger_of(runs["wrong_usage"])["tokens"]
    assert not studio.row(runs["two_completed"]).usage_mismatch


def test_an_image_of_another_size_than_announced_is_stored_and_flagged(ended_runs: StudioAndRuns) -> None:
    studio, runs = ended_runs
    assert [slot.size_differs for slot in studio.row(runs["link_size:1"]).slots] == [False, True, False]


def test_an_image_that_is_sent_twice_is_stored_once(ended_runs: StudioAndRuns) -> None:
    studio, runs = ended_runs
    assert len(studio.files_of(runs["repeat_index"])) == IMAGES


def test_the_worker_logs_no_traceback(ended_runs: StudioAndRuns) -> None:
    studio, _runs = ended_runs
    assert "Traceback" not in studio.log("worker")


def test_four_failures_in_a_group_of_fifteen_leave_eleven_images(fast_studio: FaultStudio) -> None:
    run = fast_studio.submit("[[fault:fail:0,3,7,14]]", images=15)
    fast_studio.wait_until_ended(run)
    assert fast_studio.state(run) == "completed"
    failed = [index for index, state in enumerate(fast_studio.slots(run)) if state == "failed"]
    assert failed == [0, 3, 7, 14]
    assert fast_studio.check_nothing_lost(run) == {"stored": 11}
    assert not fast_studio.row(run).usage_mismatch
