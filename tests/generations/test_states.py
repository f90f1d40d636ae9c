"""The transition tables of runs and slots."""

from studio.generations.states import RUN_TRANSITIONS, SLOT_TRANSITIONS, UNFINISHED, RunState, SlotState


def test_every_state_of_a_run_is_in_the_table():
    assert set(RUN_TRANSITIONS) == set(RunState)


def test_every_state_of_a_slot_is_in_the_table():
    assert set(SLOT_TRANSITIONS) == set(SlotState)


def test_every_run_state_is_reachable_and_no_unfinished_one_is_final():
    reachable = {RunState.QUEUED}
    for _ in RunState:
        reachable |= {later for state in reachable for later in RUN_TRANSITIONS[state]}
    assert reachable == set(RunState)
    assert all(RUN_TRANSITIONS[state] for state in UNFINISHED)


def test_an_unknown_run_never_goes_back_to_the_queue():
    assert RunState.QUEUED not in RUN_TRANSITIONS[RunState.UNKNOWN]


def test_a_stored_image_can_only_be_trashed_removed_or_hidden():
    assert set(SLOT_TRANSITIONS[SlotState.STORED]) == {
        SlotState.TRASHED, SlotState.REMOVED, SlotState.HIDDEN,
    }  # fmt: skip
