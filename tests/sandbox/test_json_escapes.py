"""JSON can escape the same data URI in several ways."""

import json

import pytest

from tests.sandbox.client import PATH, request_body


@pytest.mark.parametrize("character", ["/", "+"])
@pytest.mark.parametrize("noise", [False, True])
def test_base64_with_json_escapes_is_accepted(sandbox, data_uri, character, noise):
    uri = data_uri(300, 300, noise=noise)
    body = json.dumps(request_body(images=[uri])).replace(character, f"\\u{ord(character):04x}")
    response = sandbox.http.post(PATH, content=body.encode(), headers={"content-type": "application/json"})
    assert response.status_code == 200, response.text
