"""The programs are asked to leave: the worker finishes its calls, the web process its answers; twice means at once."""

import signal
from contextlib import ExitStack, closing

from studio.generations.states import SlotState
from tests.faults.factories import FaultStudio
from tests.faults.stream import listening


def test_a_worker_finishes_its_calls_and_begins_no_other(steady: FaultStudio) -> None:
    runs = [steady.submit(images=6) for _ in range(3)]
    for run in runs:
        steady.until_answered(run, 1)
    steady.send("worker", signal.SIGTERM)
    steady.until(lambda: "Finishing the running jobs" in steady.log("worker"))
    later = steady.submit()
    assert steady.wait("worker", 90) == 0
    for run in runs:
        assert steady.state(run) == "completed"
        assert steady.check_nothing_lost(run) == {"stored": 6}
    assert steady.state(later) == "queued"
    assert steady.book_of(later)["calls"] == []
    steady.start("worker")
    steady.until_ended(later)
    assert steady.check_nothing_lost(later) == {"stored": 1}


def test_a_second_signal_leaves_at_once_and_the_call_is_unknown(steady: FaultStudio) -> None:
    run = steady.submit(images=15)
    steady.until_answered(run, 2)
    asked = steady.log("worker").count("Finishing the running jobs")
    steady.send("worker", signal.SIGTERM)
    steady.until(lambda: steady.log("worker").count("Finishing the running jobs") > asked)
    steady.send("worker", signal.SIGTERM)
    assert steady.wait("worker", 90) == 1
    assert (steady.state(run), steady.row(run).error_code) == ("unknown", "interrupted")
    steady.let_the_dead_be_missed()
    steady.start("worker")
    steady.until_ended(run)
    assert steady.check_nothing_lost(run)["stored"] >= 2
    assert SlotState.ANNOUNCED not in steady.slots(run)


def test_the_web_process_leaves_with_streams_open(steady: FaultStudio) -> None:
    viewer = steady.someone()
    run = steady.submit(images=15, by=viewer)
    with ExitStack() as stack:
        browser = stack.enter_context(closing(steady.browser(viewer)))
        lines = [stack.enter_context(listening(browser)) for _ in range(6)]
        messages = [line.messages() for line in lines]
        for told in messages:
            assert next(told).data
        steady.send("web", signal.SIGTERM)
        rest = [list(told) for told in messages]
        assert steady.wait("web") in (0, -signal.SIGTERM)
    assert all(message.event == "message" for told in rest for message in told)
    steady.until_ended(run)
    assert steady.check_nothing_lost(run) == {"stored": 15}
