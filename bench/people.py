"""Who uses the studio while it is measured, and what they ask for. Import it when the database is up."""

import json
import uuid
from typing import Any

import httpx
from django.test import Client

from studio.accounts.models import User
from studio.generations.models import Generation
from studio.generations.runs.cancel import cancel
from studio.generations.runs.submit import GenerationParams, start_run

_SECRET = "b" * 32  # what Django's forms need; any text of this length will do


def person() -> User:
    """Someone new."""
    return User.objects.create_user(f"{uuid.uuid4().hex}@studio.example")


def browser(user: User, address: str) -> httpx.Client:
    """An HTTP client that is signed in as `user` at the studio's address."""
    client = Client()
    client.force_login(user)
    cookies = {"sessionid": client.cookies["sessionid"].value, "csrftoken": _SECRET}
    return httpx.Client(
        base_url=address, cookies=cookies, headers={"X-CSRFToken": _SECRET}, timeout=60, trust_env=False
    )


def start(user: User, *, images: int = 1, **script: Any) -> Generation:
    """A run of `user`, whose prompt is a script for the tiny upstream."""
    ask = GenerationParams(
        prompt=json.dumps(script),
        size="2048x2048",
        max_images=images if images > 1 else None,
        watermark=False,
    )
    return start_run(ask, by=user, submission=uuid.uuid4())


def start_many(user: User, count: int, **script: Any) -> list[Generation]:
    return [start(user, **script) for _ in range(count)]


def cancel_all(runs: list[Generation]) -> None:
    """Leaves no waiting run behind for the next measurement."""
    for run in runs:
        cancel(run, by=run.owner)
