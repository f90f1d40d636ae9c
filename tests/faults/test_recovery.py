"""A worker dies in mid-stream: the page shows that it does not respond, and the next worker fetches the announced
images. Once the call has expired, its outcome is unknown."""

from contextlib import closing

from studio.generations.states import SlotState
from tests.faults.factories import FaultStudio
from tests.faults.stream import open_stream, read_until_finished


def test_the_page_is_updated_and_fetching_continues(studio: FaultStudio) -> None:
    viewer = studio.new_user()
    run = studio.submit("[[fault:link_slow:0]]", images=15, by=viewer)
    studio.wait_for_images(run, 2)
    studio.kill("worker")
    assert SlotState.ANNOUNCED in studio.slots(run)
    with closing(studio.browser(viewer)) as browser, open_stream(browser) as stream:
        studio.start("worker")
        messages = stream.messages()
        assert any("Worker not responding" in message.data for message in messages)
        assert studio.state(run) == "streaming"
        studio.expire_calls(run)
        assert any("Outcome unknown" in message.data for message in messages)
        studio.skip_delays(run)
        assert read_until_finished(messages)[-1].all_runs_finished
    row = studio.row(run)
    assert (row.state, row.error_code) == ("unknown", "worker_lost")
    assert SlotState.ANNOUNCED not in studio.slots(run)
    billed = studio.check_nothing_lost(run)
    assert billed["stored"] >= 2
    assert billed["stored"] + billed["unaccounted"] == 15
