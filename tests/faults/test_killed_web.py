"""The web process dies in a POST and in a stream: runs are whole or absent, and the worker never notices."""

import threading
import uuid
from contextlib import closing

import httpx

from studio.generations.models import Generation
from tests.faults.factories import (
    SIZE,
    FaultStudio,
    Run,
)
from tests.faults.stream import listening, read_until_end


def form(submission: uuid.UUID) -> dict[str, str]:
    width, _x, height = SIZE.partition("x")
    return {
        "submission": submission.hex,
        "prompt": f"Vase {submission.hex}",
        "size_mode": "custom",
        "w": width,
        "h": height,
        "group": "auto",
        "max_images": "3",
        "watermark": "on",
    }


def test_a_post_that_is_cut_makes_a_whole_run_or_none_and_may_be_repeated(steady: FaultStudio) -> None:
    viewer = steady.someone()
    clicks = [uuid.uuid4() for _ in range(12)]
    with closing(steady.browser(viewer)) as browser:

        def post(click: uuid.UUID) -> None:
            try:
                browser.post("/runs/", data=form(click))
            except httpx.TransportError:
                return

        threads = [threading.Thread(target=post, args=[click]) for click in clicks]
        for thread in threads:
            thread.start()
        steady.until(lambda: _runs_of(steady, viewer.pk))
        steady.kill("web")
        for thread in threads:
            thread.join()
        for run in _runs_of(steady, viewer.pk):
            assert len(steady.slots(run)) == 3
        worker = steady.pid("worker")
        steady.start("web")
        for click in clicks:
            assert browser.post("/runs/", data=form(click)).status_code == 302
    runs = _runs_of(steady, viewer.pk)
    assert len(runs) == len(clicks)
    steady.until_ended(*runs)
    for run in runs:
        assert steady.state(run) == "completed"
        assert steady.check_nothing_lost(run) == {"stored": 3}
    assert steady.runs("worker")
    assert steady.pid("worker") == worker


def _runs_of(studio: FaultStudio, owner: int) -> list[Run]:
    with studio.db():
        rows = Generation.objects.filter(owner=owner)
        return [Run(pk=pk, nonce=submission.hex) for pk, submission in rows.values_list("pk", "submission")]


def test_a_web_process_that_dies_in_a_stream_harms_no_run(steady: FaultStudio) -> None:
    viewer = steady.someone()
    run = steady.submit(images=8, by=viewer)
    with closing(steady.browser(viewer)) as browser:
        with listening(browser) as line:
            message = next(line.messages())
            steady.kill("web")
        steady.until_ended(run)
        assert steady.state(run) == "completed"
        steady.start("web")
        with listening(browser, last=message.id) as line:
            told = read_until_end(line.messages())
    tiles = {name for message in told for name in message.tiles}
    assert tiles == {f"run-{run.pk}-tile-{index}" for index in range(8)}
    assert steady.check_nothing_lost(run) == {"stored": 8}
