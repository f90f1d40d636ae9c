"""A model without streaming: its single response ends the run like a stream; a broken one leaves it unknown."""

import pytest

from tests.faults.factories import FaultStudio, Run
from tests.fixtures import enable_models

ENDS = {
    "": ("completed", "stored"),
    "fail:0": ("failed", "failed"),
    "http401": ("failed", "failed"),
    "error200": ("failed", "failed"),
    "html200": ("unknown", "unknown"),
    "http504": ("unknown", "unknown"),
    "drop_at_once": ("unknown", "unknown"),
    "drop_mid:0": ("unknown", "unknown"),
}


@pytest.fixture(scope="module")
def ended_runs(fast_studio: FaultStudio) -> tuple[FaultStudio, dict[str, Run]]:
    options = {"model": "doubao-seedream-5.0-pro", "size": "2048x2048"}
    with fast_studio.db():
        enable_models(options["model"], by=fast_studio.new_user())
    runs = {script: fast_studio.submit(f"[[fault:{script}]]" if script else "", **options) for script in ENDS}
    fast_studio.wait_until_ended(*runs.values())
    return fast_studio, runs


@pytest.mark.parametrize("script", ENDS)
def test_the_run_ends_in_the_right_state_and_nothing_is_lost(
    ended_runs: tuple[FaultStudio, dict[str, Run]], script: str
) -> None:
    studio, runs = ended_runs
    assert (studio.state(runs[script]), " ".join(studio.slots(runs[script]))) == ENDS[script]
    assert "lost" not in studio.check_nothing_lost(runs[script])


def test_the_request_does_not_ask_for_a_stream(ended_runs: tuple[FaultStudio, dict[str, Run]]) -> None:
    studio, runs = ended_runs
    assert [call["stream"] for call in studio.ledger_of(runs[""])["calls"]] == [False]
