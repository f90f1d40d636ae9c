"""The signature, checked by a second implementation of the Standard Webhooks specification."""

import base64
import hashlib
from datetime import timedelta

import pytest
from django.utils import timezone

from studio.webhooks import signing
from studio.webhooks.endpoints import rotate_secret
from studio.webhooks.models import Endpoint
from tests.webhooks.factories import attempt_of, webhook

pytestmark = pytest.mark.django_db


def verify(secret: str, headers: dict[str, str], body: bytes) -> bool:
    """As a receiver does it, with HMAC written out after RFC 2104."""
    key = base64.b64decode(secret.removeprefix("whsec_")).ljust(64, b"\0")
    inner, outer = bytes(byte ^ 0x36 for byte in key), bytes(byte ^ 0x5C for byte in key)
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    digest = hashlib.sha256(outer + hashlib.sha256(inner + content).digest()).digest()
    return f"v1,{base64.b64encode(digest).decode()}" in headers["webhook-signature"].split(" ")


def test_the_second_implementation_knows_the_specifications_example():
    headers = {"webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek", "webhook-timestamp": "1614265330"}
    headers["webhook-signature"] = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert verify("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", headers, b'{"test": 2432232314}')


def test_a_receiver_verifies_a_message_with_its_secret(team, lena, delivery):
    issued = webhook(team, lena)
    delivery.endpoint = issued.endpoint
    delivery.save()
    attempt = attempt_of(delivery)
    assert verify(issued.secret, attempt.headers, attempt.body)
    assert not verify(issued.secret, attempt.headers, attempt.body + b" ")
    assert not verify(issued.secret, {**attempt.headers, "webhook-timestamp": "1"}, attempt.body)


def test_the_event_keeps_its_id_and_each_attempt_has_its_time(delivery):
    headers = attempt_of(delivery).headers
    assert headers["webhook-id"] == str(delivery.event_id)
    assert abs(int(headers["webhook-timestamp"]) - timezone.now().timestamp()) < 60


def test_after_a_rotation_both_secrets_verify_for_a_day(team, lena, delivery):
    old = webhook(team, lena)
    delivery.endpoint = old.endpoint
    delivery.save()
    new = rotate_secret(old.endpoint, by=lena)
    attempt = attempt_of(delivery)
    assert old.secret != new.secret
    assert verify(old.secret, attempt.headers, attempt.body)
    assert verify(new.secret, attempt.headers, attempt.body)
    Endpoint.objects.filter(pk=new.endpoint.pk).update(rotated_at=timezone.now() - timedelta(hours=25))
    attempt = attempt_of(delivery)
    assert not verify(old.secret, attempt.headers, attempt.body)
    assert verify(new.secret, attempt.headers, attempt.body)


def test_no_row_holds_a_secret(team, lena, settings):
    issued = webhook(team, lena)
    row = Endpoint.objects.filter(pk=issued.endpoint.pk).values().get()
    assert issued.secret not in str(row)
    assert issued.secret.startswith("whsec_")
    settings.SECRET_KEY = "another installation's"
    assert signing.secret_of(row["nonce"]) != issued.secret
