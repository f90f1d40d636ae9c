"""Signatures verify with the documentation's code for receivers, which the specification's example verifies."""

import json
import runpy
import subprocess
from datetime import timedelta

import pytest
from django.utils import timezone

from studio.api.docs.examples import FOLDER
from studio.webhooks import signing
from studio.webhooks.endpoints import rotate_secret
from studio.webhooks.models import Endpoint
from tests.webhooks.factories import claim_attempt, create_webhook

pytestmark = pytest.mark.django_db


def verify(secret: str, headers: dict[str, str], body: bytes) -> bool:
    """Runs the documentation's Python example."""
    documented_verify = runpy.run_path(str(FOLDER / "verify.py"))["verify"]
    try:
        return bool(documented_verify(secret, headers, body) == json.loads(body))
    except ValueError:
        return False


def verify_in_node(secret: str, headers: dict[str, str], body: bytes) -> bool:
    """Runs the documentation's JavaScript example."""
    program = f"""
        import {{ verify }} from "{FOLDER / "verify.mjs"}";
        const [secret, headers, body] = JSON.parse(process.argv[1]);
        console.log(JSON.stringify(verify(secret, headers, body)));
    """
    message = json.dumps([secret, headers, body.decode()])
    command = ["node", "--input-type=module", "--eval", program, message]
    result = subprocess.run(command, capture_output=True, text=True)
    return result.returncode == 0 and json.loads(result.stdout) == json.loads(body)


def test_the_documented_code_verifies_the_specifications_example(monkeypatch):
    monkeypatch.setattr("time.time", lambda: 1614265330)
    headers = {"webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek", "webhook-timestamp": "1614265330"}
    headers["webhook-signature"] = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert verify("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", headers, b'{"test": 2432232314}')


def test_a_receiver_verifies_a_message_with_its_secret(team, lena, delivery):
    issued = create_webhook(team, lena)
    delivery.endpoint = issued.endpoint
    delivery.save()
    attempt = claim_attempt(delivery)
    assert verify(issued.secret, attempt.headers, attempt.body)
    assert not verify(issued.secret, attempt.headers, attempt.body + b" ")
    assert not verify(issued.secret, {**attempt.headers, "webhook-timestamp": "1"}, attempt.body)
    assert verify_in_node(issued.secret, attempt.headers, attempt.body)
    assert not verify_in_node(issued.secret, attempt.headers, attempt.body + b" ")


def test_an_attempt_has_the_id_of_the_event_and_its_own_timestamp(delivery):
    headers = claim_attempt(delivery).headers
    assert headers["webhook-id"] == str(delivery.event_id)
    assert abs(int(headers["webhook-timestamp"]) - timezone.now().timestamp()) < 60


def test_after_a_rotation_both_secrets_verify_for_a_day(team, lena, delivery):
    old = create_webhook(team, lena)
    delivery.endpoint = old.endpoint
    delivery.save()
    new = rotate_secret(old.endpoint, by=lena)
    attempt = claim_attempt(delivery)
    assert old.secret != new.secret
    assert verify(old.secret, attempt.headers, attempt.body)
    assert verify(new.secret, attempt.headers, attempt.body)
    Endpoint.objects.filter(pk=new.endpoint.pk).update(rotated_at=timezone.now() - timedelta(hours=25))
    attempt = claim_attempt(delivery)
    assert not verify(old.secret, attempt.headers, attempt.body)
    assert verify(new.secret, attempt.headers, attempt.body)


def test_no_secret_is_stored_in_the_database(team, lena, settings):
    issued = create_webhook(team, lena)
    row = Endpoint.objects.filter(pk=issued.endpoint.pk).values().get()
    assert issued.secret not in str(row)
    assert issued.secret.startswith("whsec_")
    settings.SECRET_KEY = "another installation's"
    assert signing.secret_of(row["nonce"]) != issued.secret
