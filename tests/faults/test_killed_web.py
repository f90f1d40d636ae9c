"""The web process is killed during a POST and a stream: runs are complete or absent, the worker is not affected."""

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
from tests.faults.stream import open_stream, read_until_finished


def form_data(submission: uuid.UUID) -> dict[str, str]:
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


def test_an_interrupted_post_creates_a_full_run_or_none_and_can_be_repeated(studio: FaultStudio) -> None:
    viewer = studio.new_user()
    submissions = [uuid.uuid4() for _ in range(12)]
    with closing(studio.browser(viewer)) as browser:

        def post(submission: uuid.UUID) -> None:
            try:
                browser.post("/runs/", data=form_data(submission))
            except httpx.TransportError:
                return

        threads = [threading.Thread(target=post, args=[submission]) for submission in submissions]
        for thread in threads:
            thread.start()
        studio.wait_until(lambda: _runs_of(studio, viewer.pk))
        studio.kill("web")
        for thread in threads:
            thread.join()
        for run in _runs_of(studio, viewer.pk):
            assert len(studio.slots(run)) == 3
        worker = studio.pid("worker")
        studio.start("web")
        for submission in submissions:
            assert browser.post("/runs/", data=form_data(submission)).status_code == 302
    runs = _runs_of(studio, viewer.pk)
    assert len(runs) == len(submissions)
    studio.wait_until_ended(*runs)
    for run in runs:
        assert studio.state(run) == "completed"
        assert studio.check_nothing_lost(run) == {"stored": 3}
    assert studio.is_running("worker")
    assert studio.pid("worker") == worker


def _runs_of(studio: FaultStudio, owner: int) -> list[Run]:
    with studio.db():
        rows = Generation.objects.filter(owner=owner)
        return [Run(pk=pk, nonce=submission.hex) for pk, submission in rows.values_list("pk", "submission")]


def test_a_web_process_killed_during_a_stream_does_not_affect_the_run(studio: FaultStudio) -> None:
    viewer = studio.new_user()
    run = studio.submit(images=8, by=viewer)
    with closing(studio.browser(viewer)) as browser:
        with open_stream(browser) as stream:
            message = next(stream.messages())
            studio.kill("web")
        studio.wait_until_ended(run)
        assert studio.state(run) == "completed"
        studio.start("web")
        with open_stream(browser, last_id=message.id) as stream:
            messages = read_until_finished(stream.messages())
    tiles = {name for message in messages for name in message.tiles}
    assert tiles == {f"run-{run.pk}-tile-{index}" for index in range(8)}
    assert studio.check_nothing_lost(run) == {"stored": 8}
