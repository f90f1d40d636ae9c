"""Signs messages as in the Standard Webhooks specification, and derives the secrets.

A secret is derived from the installation's SECRET_KEY and the endpoint's nonce, not stored: with a leaked database or
export, nobody can sign messages in the studio's name.
"""

import base64
import hashlib
import hmac
import secrets

from django.utils.crypto import salted_hmac

from studio.webhooks.models import Endpoint

PREFIX = "whsec_"
_SALT = "studio.webhooks.signing"


def new_nonce() -> str:
    return secrets.token_urlsafe(32)


def secret_of(nonce: str) -> str:
    """The secret for the receiver: 32 bytes as base64, with a prefix that secret scanners recognise."""
    return PREFIX + base64.b64encode(_key(nonce)).decode("ascii")


def headers(endpoint: Endpoint, *, event_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The headers of one attempt; there are two signatures for a day after the secret was rotated."""
    content = f"{event_id}.{timestamp}.".encode() + body
    return {
        "webhook-id": event_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(_signature(nonce, content) for nonce in endpoint.nonces),
    }


def _signature(nonce: str, content: bytes) -> str:
    digest = hmac.new(_key(nonce), content, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode('ascii')}"


def _key(nonce: str) -> bytes:
    return salted_hmac(_SALT, nonce, algorithm="sha256").digest()
