"""Alice's access key on the live studio, and an API client that sends it."""

from collections.abc import Iterator

import httpx
import pytest

from tests.accounts.factories import access_key
from tests.api.client import ApiClient
from tests.fixtures import create_user, unique_word
from tests.live import LiveStudio


@pytest.fixture
def secret(studio: LiveStudio) -> str:
    """The secret of a private key whose owner is used by this test only."""
    with studio.db():
        return access_key(create_user(f"Alice{unique_word()}"), requests_per_minute=10_000).secret


@pytest.fixture
def api(studio: LiveStudio, secret: str) -> Iterator[ApiClient]:
    headers = {"Authorization": f"Bearer {secret}"}
    with httpx.Client(base_url=studio.url, headers=headers, timeout=60, trust_env=False) as client:
        yield ApiClient(client)
