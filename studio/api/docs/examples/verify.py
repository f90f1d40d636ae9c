import base64
import hmac
import json
import time


def verify(secret: str, headers: dict[str, str], body: bytes) -> dict:
    """The event; raises ValueError unless the studio sent it just now."""
    sent_at = headers["webhook-timestamp"]
    if abs(time.time() - int(sent_at)) > 300:
        raise ValueError("The message is too old.")
    signed = f"{headers['webhook-id']}.{sent_at}.".encode() + body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    digest = base64.b64encode(hmac.digest(key, signed, "sha256")).decode()
    for signature in headers["webhook-signature"].split():
        if hmac.compare_digest(signature, "v1," + digest):
            return json.loads(body)
    raise ValueError("The signature is not valid.")
