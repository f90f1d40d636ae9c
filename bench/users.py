"""Users of the measured studio and their runs. Import it when the database is up."""

import json
import uuid
from typing import Any

import httpx
from django.test import Client

from studio.accounts.models import User
from studio.generations.models import Generation
from studio.generations.runs.cancel import cancel
from studio.generations.runs.submit import GenerationParams, start_run

_CSRF_TOKEN = "b" * 32  # Django's CSRF check accepts any text of this length


def new_user() -> User:
    return User.objects.create_user(f"{uuid.uuid4().hex}@studio.example")


def signed_in_client(user: User, url: str) -> httpx.Client:
    """An HTTP client that is signed in as `user` at the studio's URL."""
    client = Client()
    client.force_login(user)
    cookies = {"sessionid": client.cookies["sessionid"].value, "csrftoken": _CSRF_TOKEN}
    return httpx.Client(
        base_url=url, cookies=cookies, headers={"X-CSRFToken": _CSRF_TOKEN}, timeout=60, trust_env=False
    )


def submit_run(user: User, *, images: int = 1, **script: Any) -> Generation:
    """Submits a run of `user` whose prompt is a script for the fake provider."""
    params = GenerationParams(
        prompt=json.dumps(script),
        size="2048x2048",
        max_images=images if images > 1 else None,
        watermark=False,
    )
    return start_run(params, by=user, submission=uuid.uuid4())


def submit_runs(user: User, count: int, **script: Any) -> list[Generation]:
    return [submit_run(user, **script) for _ in range(count)]


def cancel_all(runs: list[Generation]) -> None:
    """Cancels waiting runs, so that none is left for the next measurement."""
    for run in runs:
        cancel(run, by=run.owner)
