"""The tables of states."""

from studio.generations.states import RUN_TRANSITIONS, SLOT_TRANSITIONS, UNFINISHED, RunState, SlotState


def test_every_state_of_a_run_is_in_the_table():
    assert set(RUN_TRANSITIONS) == set(RunState)


def test_every_state_of_a_slot_is_in_the_table():
    assert set(SLOT_TRANSITIONS) == set(SlotState)


def test_a_run_ends_in_every_state_that_is_not_unfinished():
    reachable = {RunState.QUEUED}
    for _ in RunState:
        reachable |= {later for state in reachable for later in RUN_TRANSITIONS[state]}
    assert reachable == set(RunState)
    assert all(RUN_TRANSITIONS[state] for state in UNFINISHED)


def test_a_call_that_may_have_been_accepted_never_goes_back_to_the_queue_from_unknown():
    assert RunState.QUEUED not in RUN_TRANSITIONS[RunState.UNKNOWN]


def test_a_stored_image_is_never_anything_but_stored_in_the_trash_removed_or_hidden():
    assert set(SLOT_TRANSITIONS[SlotState.STORED]) == {
        SlotState.TRASHED, SlotState.REMOVED, SlotState.HIDDEN,
    }  # fmt: skip
