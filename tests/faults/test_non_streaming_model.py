"""A model that does not stream: its one answer ends the run as a stream would, and what breaks is unknown."""

import pytest

from tests.faults.factories import FaultStudio, Run
from tests.fixtures import switch_on

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
def ended(quick: FaultStudio) -> tuple[FaultStudio, dict[str, Run]]:
    one = {"model": "doubao-seedream-5.0-pro", "size": "2048x2048"}
    with quick.db():
        switch_on(one["model"], by=quick.someone())
    runs = {script: quick.submit(f"[[fault:{script}]]" if script else "", **one) for script in ENDS}
    quick.until_ended(*runs.values())
    return quick, runs


@pytest.mark.parametrize("script", ENDS)
def test_the_run_ends_in_the_right_state_and_nothing_is_lost(
    ended: tuple[FaultStudio, dict[str, Run]], script: str
) -> None:
    studio, runs = ended
    assert (studio.state(runs[script]), " ".join(studio.slots(runs[script]))) == ENDS[script]
    assert "lost" not in studio.check_nothing_lost(runs[script])


def test_it_is_not_asked_to_stream(ended: tuple[FaultStudio, dict[str, Run]]) -> None:
    studio, runs = ended
    assert [call["stream"] for call in studio.book_of(runs[""])["calls"]] == [False]
