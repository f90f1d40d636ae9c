"""The signature, checked as the documentation tells receivers to, which the specification's example checks in turn."""

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
from tests.webhooks.factories import attempt_of, webhook

pytestmark = pytest.mark.django_db


def verify(secret: str, headers: dict[str, str], body: bytes) -> bool:
    """As a receiver does it that follows the documentation."""
    receive = runpy.run_path(str(FOLDER / "verify.py"))["verify"]
    try:
        return bool(receive(secret, headers, body) == json.loads(body))
    except ValueError:
        return False


def verify_in_node(secret: str, headers: dict[str, str], body: bytes) -> bool:
    """The same with the documentation's JavaScript."""
    program = f"""
        import {{ verify }} from "{FOLDER / "verify.mjs"}";
        const [secret, headers, body] = JSON.parse(process.argv[1]);
        console.log(JSON.stringify(verify(secret, headers, body)));
    """
    message = json.dumps([secret, headers, body.decode()])
    command = ["node", "--input-type=module", "--eval", program, message]
    ran = subprocess.run(command, capture_output=True, text=True)
    return ran.returncode == 0 and json.loads(ran.stdout) == json.loads(body)


def test_the_receiver_knows_the_specifications_example(monkeypatch):
    monkeypatch.setattr("time.time", lambda: 1614265330)
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
    assert verify_in_node(issued.secret, attempt.headers, attempt.body)
    assert not verify_in_node(issued.secret, attempt.headers, attempt.body + b" ")


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
