"""A model that does not stream: its one answer ends the run as a stream would, and what breaks is unknown."""

import pytest

from tests.faults.factories import Run, Scene
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
def ended(quick: Scene) -> tuple[Scene, dict[str, Run]]:
    one = {"model": "doubao-seedream-5.0-pro", "size": "2048x2048"}
    with quick.db():
        switch_on(one["model"], by=quick.someone())
    runs = {script: quick.submit(f"[[fault:{script}]]" if script else "", **one) for script in ENDS}
    quick.until_ended(*runs.values())
    return quick, runs


@pytest.mark.parametrize("script", ENDS)
def test_the_run_ends_in_the_right_state_and_nothing_is_lost(
    ended: tuple[Scene, dict[str, Run]], script: str
) -> None:
    scene, runs = ended
    assert (scene.state(runs[script]), " ".join(scene.slots(runs[script]))) == ENDS[script]
    assert "lost" not in scene.check_nothing_lost(runs[script])


def test_it_is_not_asked_to_stream(ended: tuple[Scene, dict[str, Run]]) -> None:
    scene, runs = ended
    assert [call["stream"] for call in scene.book_of(runs[""])["calls"]] == [False]
