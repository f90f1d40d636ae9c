"""/mcp before any tool is called: methods, the size limit of a message, and authentication."""

import httpx
import pytest

from studio.accounts.keys.issuing import revoke_key
from studio.accounts.models import AccessKey
from studio.api.mcp.server import MAX_BODY
from tests.live import LiveStudio


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_get_and_delete_are_not_allowed(studio: LiveStudio, secret: str, method: str) -> None:
    headers = {"Authorization": f"Bearer {secret}", "Accept": "text/event-stream"}
    response = httpx.request(method, f"{studio.url}/mcp", headers=headers, trust_env=False)
    assert (response.status_code, response.headers["allow"]) == (405, "POST")


def test_a_message_above_the_size_limit_is_refused(studio: LiveStudio, secret: str) -> None:
    headers = {"Authorization": f"Bearer {secret}"}
    response = httpx.post(f"{studio.url}/mcp", content=bytes(MAX_BODY + 1), headers=headers, trust_env=False)
    assert response.status_code == 413


@pytest.mark.parametrize("authorization", ["", "Bearer sds_unknown", "Basic YTpi"])
def test_a_request_without_a_valid_key_is_refused(studio: LiveStudio, authorization: str) -> None:
    headers = {"Authorization": authorization} if authorization else {}
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    response = httpx.post(f"{studio.url}/mcp", json=message, headers=headers, trust_env=False)
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Bearer"
    assert response.json()["error"]["code"] == "AuthenticationError"


def test_a_revoked_key_is_refused_at_the_next_request(studio: LiveStudio, secret: str) -> None:
    with studio.db():
        key = AccessKey.objects.with_secret(secret).get()
        revoke_key(key, by=key.owner)
    response = httpx.post(
        f"{studio.url}/mcp", json={}, headers={"Authorization": f"Bearer {secret}"}, trust_env=False
    )
    assert response.status_code == 401
