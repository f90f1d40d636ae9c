"""Sends the requests that schemathesis generates from the OpenAPI document to the in-process ASGI application."""

import hashlib
import json
import zlib
from dataclasses import dataclass
from typing import Any

import schemathesis
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation.case import Case
from schemathesis.specs.openapi import checks

from studio.accounts.models import Scope, Team, User
from studio.api.generate.submit import submit
from studio.api.signed_links import path_of
from studio.asgi import application
from studio.generations.models import Generation, Image
from studio.infra.pubsub import listener
from tests.accounts.factories import access_key
from tests.api import worker
from tests.api.reading import image_by
from tests.fixtures import image_bytes

CHECKS = [
    not_a_server_error, checks.status_code_conformance, checks.content_type_conformance,
    checks.response_headers_conformance, checks.response_schema_conformance, checks.negative_data_rejection,
    checks.unsupported_method, checks.allow_header_conformance,
]  # fmt: skip
HIGH_RATE_LIMIT = {"requests_per_minute": 10**6}


async def studio(scope: Any, receive: Any, send: Any) -> None:
    """Without a lifespan, whose end would shut down this process; leaves no listener on the test database."""
    if scope["type"] == "lifespan":
        raise NotImplementedError
    try:
        await application(scope, receive, send)
    finally:
        await listener().close()


def schema() -> Any:
    """The OpenAPI document; its requests are sent to the studio."""
    return schemathesis.openapi.from_asgi("/v1/openapi.json", studio, config=SchemathesisConfig(seed=1))


@dataclass(frozen=True, kw_only=True)
class Aim:
    """Existing rows: a request with made-up ids, models and teams would never get beyond 404."""

    image: Image
    team: Team

    def at(self, case: Case) -> None:
        """Fills in existing ids where the case is valid; its invalid parts stay."""
        is_run = case.path.startswith("/v1/runs")
        token = path_of(self.image).rpartition("/")[2].removesuffix(".jpg")
        known = {"id": self.image.generation_id if is_run else self.image.pk, "token": token}
        if _is_valid(case, ParameterLocation.PATH):
            case.path_parameters |= {name: known[name] for name in case.path_parameters}
        if _is_valid(case, ParameterLocation.QUERY) and "team" in case.query:
            case.query["team"] = self.team.slug
        if isinstance(case.body, dict) and _is_valid(case, ParameterLocation.BODY):
            case.body |= {"model": "doubao-seedream-4.5", "size": "2K", "images": None, "image": None}


def aim(alice: User, team: Team) -> Aim:
    return Aim(image=image_by(alice, team), team=team)


def secrets(owner: User) -> dict[str, str]:
    """The secrets of keys with all scopes and with one."""
    scopes = {"everything": list(Scope), "read": [Scope.READ], "generate": [Scope.GENERATE]}
    return {
        name: access_key(owner, scopes=allowed, **HIGH_RATE_LIMIT).secret for name, allowed in scopes.items()
    }


def send(case: Case, secret: str | None, *more: Any) -> int:
    """Returns the status. Raises FailureGroup with the request for a response that is not documented."""
    _set_idempotency_key(case)
    _enable_group_for_its_options(case)
    headers = {"Authorization": f"Bearer {secret}"} if secret and not _tries_a_wrong_key(case) else {}
    response = case.call(headers=headers)
    selected_checks = [
        *CHECKS,
        *more,
        *([checks.positive_data_acceptance] if _must_be_accepted(case) else []),
    ]
    case.validate_response(
        response, checks=selected_checks, headers=headers, transport_kwargs={"headers": headers}
    )
    return int(response.status_code)


def submit_and_complete(*args: Any, **kwargs: Any) -> Generation:
    """Plays the worker too: the run has ended before its response is written, so no request waits."""
    run = submit(*args, **kwargs)
    _complete(run)
    return run


def _complete(run: Generation) -> None:
    """Depending on its prompt, a run makes every image or all but the first."""
    made = run.slots[zlib.crc32(run.prompt.encode()) % 2 :]
    if len(made) < len(run.slots):
        worker.moderate(run, 0)
    for slot in made:
        worker.store(run, slot.index)
        default_storage.save(Image.objects.get(pk=slot.pk).file, ContentFile(image_bytes()))
    worker.end(run)


def _is_valid(case: Case, location: ParameterLocation) -> bool:
    return case.meta is not None and not case.meta.is_negative_at(location)


def _tries_a_wrong_key(case: Case) -> bool:
    return "Idempotency-Key" not in case.headers and not _is_valid(case, ParameterLocation.HEADER)


def _set_idempotency_key(case: Case) -> None:
    """One for each body: a key that is sent again with another body is refused."""
    if 0 < len(str(case.headers.get("Idempotency-Key", ""))) <= 255:
        body = json.dumps(case.body, default=str).encode()
        case.headers["Idempotency-Key"] = hashlib.sha256(body).hexdigest()


def _enable_group_for_its_options(case: Case) -> None:
    """Without a group the contract ignores these options, even invalid ones."""
    body = case.body if isinstance(case.body, dict) else {}
    has_options = body.get("sequential_image_generation_options") is not None
    if has_options and body.get("sequential_image_generation") in (None, "disabled"):
        body["sequential_image_generation"] = "auto"


def _must_be_accepted(case: Case) -> bool:
    """A schema cannot express what each model supports, that days are in order, and which pages exist."""
    days = [case.query.get(name) for name in ("from", "to")]
    return case.method == "GET" and "after" not in case.query and None in days
