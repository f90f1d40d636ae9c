"""Each person has one image decoded at a time, so that no person's uploads delay those of another."""

import pytest

from studio.infra.images import upload_slots
from studio.infra.images.upload_slots import (
    SLOTS,
    TooManyUploads,
    taken_by,
)


def test_one_person_holds_one_slot() -> None:
    with taken_by(1), pytest.raises(TooManyUploads), taken_by(1, timeout=0):
        pass


def test_another_person_does_not_wait_for_it() -> None:
    with taken_by(1), taken_by(2, timeout=0):
        pass


def test_the_number_of_slots_is_limited() -> None:
    slots = [taken_by(person) for person in range(SLOTS)]
    for slot in slots:
        slot.__enter__()
    try:
        with pytest.raises(TooManyUploads), taken_by(SLOTS + 1, timeout=0):
            pass
    finally:
        for slot in slots:
            slot.__exit__(None, None, None)
    with taken_by(SLOTS + 1, timeout=0):
        pass


def test_a_slot_is_released_after_an_exception(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ZeroDivisionError), taken_by(1):
        raise ZeroDivisionError
    assert not upload_slots._people
