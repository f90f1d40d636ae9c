"""JSON may write the same data URI in several ways."""

import json

import pytest

from tests.sandbox.client import PATH, order


@pytest.mark.parametrize("character", ["/", "+"])
@pytest.mark.parametrize("noise", [False, True])
def test_escaped_base64_is_the_same_base64(caller, data_uri, character, noise):
    uri = data_uri(300, 300, noise=noise)
    body = json.dumps(order(images=[uri])).replace(character, f"\\u{ord(character):04x}")
    answer = caller.http.post(PATH, content=body.encode(), headers={"content-type": "application/json"})
    assert answer.status_code == 200, answer.text
