"""Alice's access key on the live studio, and a client that calls as a program does."""

import uuid
from collections.abc import Iterator

import httpx
import pytest

from tests.accounts.factories import access_key
from tests.api.client import ApiClient
from tests.fixtures import person
from tests.live import LiveStudio


@pytest.fixture
def secret(studio: LiveStudio) -> str:
    """Of a private key of a person of this test alone."""
    with studio.db():
        return access_key(person(f"Alice{uuid.uuid4().hex}"), requests_per_minute=10_000).secret


@pytest.fixture
def api(studio: LiveStudio, secret: str) -> Iterator[ApiClient]:
    headers = {"Authorization": f"Bearer {secret}"}
    with httpx.Client(base_url=studio.url, headers=headers, timeout=60, trust_env=False) as client:
        yield ApiClient(client)
