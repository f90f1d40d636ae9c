"""Invalid requests to every address get a clear response, never an error."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from studio.generations.composer.drafts import FIELDS
from tests.access_data import AccessData, build
from tests.access_matrix import OPEN, ROWS
from tests.invalid_inputs import (
    HEADERS,
    ONE_OF_EACH_KIND,
    VALUES,
    Request,
    record_fields,
)

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
TAKES_ARGUMENT = re.compile("^(join|setup)$|confirm_email$|from_key$")
EXAMPLES = 120


@dataclass(frozen=True, kw_only=True)
class Target:
    """A valid request, the client that sends it, and the fields that the view reads."""

    client: Client
    request: Request
    names: list[str]


@pytest.fixture
def data(db: None) -> AccessData:
    return build()


@pytest.fixture
def targets(data: AccessData) -> list[Target]:
    """Each route and method that reads fields: as an administrator, who may do everything, and signed out."""
    client = Client()
    client.force_login(data.people["administrator"])
    found = [(client, request) for request in valid_requests(data)]
    found += [(Client(), request) for request in open_requests()]
    return [
        Target(client=client, request=request, names=names)
        for client, request in found
        if (names := fields_read(client, request))
    ]


def valid_requests(data: AccessData) -> Iterator[Request]:
    """Without private rows: their fields are read as a team's are."""
    for row in ROWS:
        if row.workspace != "private":
            yield Request(method=row.method, path=data.url(row), form=data.body(row))


def open_requests() -> Iterator[Request]:
    paths = [reverse(route) for route in sorted(OPEN) if not TAKES_ARGUMENT.search(route)]
    paths += [reverse(route, args=["x"]) for route in ("join", "setup", "account_confirm_email")]
    yield from (Request(method=method, path=path) for path in paths for method in ("get", "post"))


def attempt(client: Client, request: Request) -> None:
    """In a transaction that is rolled back, so that requests do not affect each other."""
    cookies = dict(client.cookies)
    with transaction.atomic():
        request.send(client)
        transaction.set_rollback(True)
    client.cookies.clear()
    client.cookies.update(cookies)


def fields_read(client: Client, request: Request) -> list[str]:
    """The fields that are read from a valid form, and by htmx from an empty one."""
    with record_fields() as (read, looked_up):
        attempt(client, request)
        attempt(client, Request(method=request.method, path=request.path, headers=HTMX))
    draft_fields = FIELDS if request.path == reverse("draft") else ()  # it stores its form unchanged
    # Parsing a form looks up the fields in it.
    return sorted(read | {*draft_fields} | (looked_up - {*request.form}))


def with_fields(request: Request, fields: dict[str, Any], **more: Any) -> Request:
    """The request with these fields, in its query or its form."""
    where = {"query": fields} if request.method == "get" else {"form": {**request.form, **fields}}
    return Request(method=request.method, path=request.path, **{"form": request.form, **where, **more})


def odd_attempts(targets: list[Target]) -> st.SearchStrategy[tuple[Client, Request]]:
    """One or two invalid fields in a valid form, with invalid headers and files."""

    def attempts_on(target: Target) -> st.SearchStrategy[tuple[Client, Request]]:
        invalid_fields = st.dictionaries(
            st.sampled_from(target.names), st.sampled_from(VALUES), min_size=1, max_size=2
        )
        headers = st.tuples(st.sampled_from([{}, HTMX]), st.sampled_from([{}, *HEADERS]))
        file = st.sampled_from(("", "", "", "a\0.jpg", "雨" * 300, "..", "a\r\nb: c.jpg"))
        merged = headers.map(lambda both: {**both[0], **both[1]})
        request = st.builds(with_fields, st.just(target.request), invalid_fields, headers=merged, file=file)
        return st.tuples(st.just(target.client), request)

    return st.sampled_from(targets).flatmap(attempts_on)


def test_invalid_values_break_no_view(targets):
    for target in targets:
        for value in ONE_OF_EACH_KIND:
            attempt(target.client, with_fields(target.request, dict.fromkeys(target.names, value)))

    @settings(
        max_examples=EXAMPLES, derandomize=True, deadline=None, database=None,
        suppress_health_check=list(HealthCheck), phases=[Phase.generate],
    )  # fmt: skip
    @given(odd_attempts(targets))
    def has_an_answer(made: tuple[Client, Request]) -> None:
        attempt(*made)

    has_an_answer()
