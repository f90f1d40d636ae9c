"""A worker dies in mid-stream: the page is told that it does not respond, and what was announced is fetched by the
next one. Once the time of the call is up, its outcome is unknown."""

from contextlib import closing

from studio.generations.states import SlotState
from tests.faults.factories import FaultStudio
from tests.faults.stream import listening, read_until_end


def test_the_page_is_updated_and_fetching_goes_on(steady: FaultStudio) -> None:
    viewer = steady.someone()
    run = steady.submit("[[fault:link_slow:0]]", images=15, by=viewer)
    steady.until_answered(run, 2)
    steady.kill("worker")
    assert SlotState.ANNOUNCED in steady.slots(run)
    with closing(steady.browser(viewer)) as browser, listening(browser) as line:
        steady.start("worker")
        messages = line.messages()
        assert any("Worker not responding" in message.data for message in messages)
        assert steady.state(run) == "streaming"
        steady.let_time_be_up(run)
        assert any("Outcome unknown" in message.data for message in messages)
        steady.hurry(run)
        assert read_until_end(messages)[-1].is_last_of_runs
    row = steady.row(run)
    assert (row.state, row.error_code) == ("unknown", "worker_lost")
    assert SlotState.ANNOUNCED not in steady.slots(run)
    kept = steady.check_nothing_lost(run)
    assert kept["stored"] >= 2
    assert kept["stored"] + kept["unaccounted"] == 15
