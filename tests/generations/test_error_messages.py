"""What an error code says to the person who reads it, and to the administrator who must act."""

from studio.generations.status.error_messages import TEXTS, for_code
from studio.generations.status.remedies import instruction, requests
from studio.provider.error_codes import CODES, AdminAction, Text


def test_every_text_code_has_a_message_and_no_message_is_unused():
    assert set(TEXTS) == set(Text)
    assert {row.text for row in CODES} | {Text.REFUSED} == set(Text)


def test_every_action_has_an_instruction_and_a_request():
    assert all(instruction(action) for action in AdminAction)
    assert set(requests()) == set(AdminAction) == {row.action for row in CODES if row.action}


def test_an_unknown_code_is_shown_as_a_refusal():
    assert for_code("SomethingNew").heading == "Request refused"
