"""The provider limits the rate while runs are queued: all wait, the queue drains, and never too many call at once."""

from collections.abc import Callable

import pytest

from studio.generations.models import ProviderPause
from tests.faults.factories import Run, Scene

AT_ONCE = 3


@pytest.fixture(scope="module")
def scene(new_scene: Callable[..., Scene], new_sandbox: Callable[..., str]) -> Scene:
    scene = new_scene(new_sandbox(delay=0.1), STUDIO_CONCURRENCY=str(AT_ONCE))
    scene.start("worker")
    return scene


def _calls(scene: Scene, runs: list[Run]) -> int:
    return sum(len(scene.book_of(run)["calls"]) for run in runs)


def test_a_429_of_one_run_makes_all_of_them_wait(scene: Scene) -> None:
    first = scene.submit("[[fault:rate:1]]", images=2)
    scene.until(lambda: scene.row(first).is_backing_off)
    with scene.db():
        assert ProviderPause.objects.get().code == "ModelAccountIpmRateLimitExceeded"
        ProviderPause.extend("sandbox", until=ProviderPause.objects.get().until.replace(year=2100), code="")
        others = [scene.submit(images=2) for _ in range(6)]
    scene.until(lambda: all(scene.row(run).is_backing_off for run in others))
    assert _calls(scene, others) == 0
    scene.hurry_until_ended(first, *others)
    assert {scene.state(run) for run in (first, *others)} == {"completed"}
    for run in (first, *others):
        assert scene.check_nothing_lost(run) == {"stored": 2}


def test_an_outage_with_a_full_queue_drains_without_a_rush(scene: Scene) -> None:
    with scene.db():
        runs = [scene.submit(f"[[fault:{fault}:1]]", images=2) for fault in ("rate", "http500") * 6]
    scene.hurry_until_ended(*runs)
    assert _calls(scene, runs) == 2 * len(runs)
    for run in runs:
        assert scene.state(run) == "completed"
        assert scene.check_nothing_lost(run) == {"stored": 2}
    assert 1 < scene.whole_book()["max_concurrent"] <= AT_ONCE
