"""SIGTERM: the worker finishes its calls, the web process its responses; a second signal stops at once."""

import signal
from contextlib import ExitStack, closing

from studio.generations.states import SlotState
from tests.faults.factories import FaultStudio
from tests.faults.stream import open_stream


def test_a_terminated_worker_finishes_its_calls_and_starts_no_others(studio: FaultStudio) -> None:
    runs = [studio.submit(images=6) for _ in range(3)]
    for run in runs:
        studio.wait_for_images(run, 1)
    studio.send("worker", signal.SIGTERM)
    studio.wait_until(lambda: "Finishing the running jobs" in studio.log("worker"))
    later = studio.submit()
    assert studio.wait("worker", 90) == 0
    for run in runs:
        assert studio.state(run) == "completed"
        assert studio.check_nothing_lost(run) == {"stored": 6}
    assert studio.state(later) == "queued"
    assert studio.ledger_of(later)["calls"] == []
    studio.start("worker")
    studio.wait_until_ended(later)
    assert studio.check_nothing_lost(later) == {"stored": 1}


def test_a_second_signal_stops_at_once_and_leaves_the_call_unknown(studio: FaultStudio) -> None:
    run = studio.submit(images=15)
    studio.wait_for_images(run, 2)
    shutdowns = studio.log("worker").count("Finishing the running jobs")
    studio.send("worker", signal.SIGTERM)
    studio.wait_until(lambda: studio.log("worker").count("Finishing the running jobs") > shutdowns)
    studio.send("worker", signal.SIGTERM)
    assert studio.wait("worker", 90) == 1
    assert (studio.state(run), studio.row(run).error_code) == ("unknown", "interrupted")
    studio.expire_heartbeats()
    studio.start("worker")
    studio.wait_until_ended(run)
    assert studio.check_nothing_lost(run)["stored"] >= 2
    assert SlotState.ANNOUNCED not in studio.slots(run)


def test_the_web_process_stops_while_streams_are_open(studio: FaultStudio) -> None:
    viewer = studio.new_user()
    run = studio.submit(images=15, by=viewer)
    with ExitStack() as stack:
        browser = stack.enter_context(closing(studio.browser(viewer)))
        streams = [stack.enter_context(open_stream(browser)) for _ in range(6)]
        iterators = [stream.messages() for stream in streams]
        for messages in iterators:
            assert next(messages).data
        studio.send("web", signal.SIGTERM)
        remaining = [list(messages) for messages in iterators]
        assert studio.wait("web") in (0, -signal.SIGTERM)
    assert all(message.event == "message" for messages in remaining for message in messages)
    studio.wait_until_ended(run)
    assert studio.check_nothing_lost(run) == {"stored": 15}
