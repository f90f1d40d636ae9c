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
    CLASSES,
    HEADERS,
    VALUES,
    Request,
    recorded,
)

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
TAKES_ARGUMENT = re.compile("^(join|setup)$|confirm_email$|from_key$")
EXAMPLES = 120


@dataclass(frozen=True, kw_only=True)
class Target:
    """What a page of the studio would send to an address, by whom, and the fields that are read there."""

    client: Client
    request: Request
    names: list[str]


@pytest.fixture
def data(db: None) -> AccessData:
    return build()


@pytest.fixture
def targets(data: AccessData) -> list[Target]:
    """Each route and method that reads anything: by an administrator, who may do everything, and by nobody."""
    client = Client()
    client.force_login(data.people["administrator"])
    found = [(client, request) for request in plain_requests(data)]
    found += [(Client(), request) for request in open_requests()]
    return [
        Target(client=client, request=request, names=names)
        for client, request in found
        if (names := read_by(client, request))
    ]


def plain_requests(data: AccessData) -> Iterator[Request]:
    """What is private is read as what is a team's."""
    for row in ROWS:
        if row.place != "private":
            yield Request(method=row.method, path=data.address(row), form=data.body(row))


def open_requests() -> Iterator[Request]:
    paths = [reverse(route) for route in sorted(OPEN) if not TAKES_ARGUMENT.search(route)]
    paths += [reverse(route, args=["x"]) for route in ("join", "setup", "account_confirm_email")]
    yield from (Request(method=method, path=path) for path in paths for method in ("get", "post"))


def attempt(client: Client, request: Request) -> None:
    """In a transaction that is taken back: what one request does, the next does not find."""
    cookies = dict(client.cookies)
    with transaction.atomic():
        request.send(client)
        transaction.set_rollback(True)
    client.cookies.clear()
    client.cookies.update(cookies)


def read_by(client: Client, request: Request) -> list[str]:
    """The fields that are read of a good form, and by htmx of an empty one."""
    with recorded() as (read, looked_for):
        attempt(client, request)
        attempt(client, Request(method=request.method, path=request.path, headers=HTMX))
    whole = FIELDS if request.path == reverse("draft") else ()  # it takes its form as it is
    return sorted(read | {*whole} | (looked_for - {*request.form}))  # reading a form looks for what is in it


def odd(request: Request, fields: dict[str, Any], **more: Any) -> Request:
    """The request with odd fields, where its method has them."""
    where = {"query": fields} if request.method == "get" else {"form": {**request.form, **fields}}
    return Request(method=request.method, path=request.path, **{"form": request.form, **where, **more})


def odd_attempts(targets: list[Target]) -> st.SearchStrategy[tuple[Client, Request]]:
    """One or two odd fields in a good form, with odd headers and files."""

    def made(target: Target) -> st.SearchStrategy[tuple[Client, Request]]:
        some = st.dictionaries(st.sampled_from(target.names), st.sampled_from(VALUES), min_size=1, max_size=2)
        headers = st.tuples(st.sampled_from([{}, HTMX]), st.sampled_from([{}, *HEADERS]))
        file = st.sampled_from(("", "", "", "a\0.jpg", "雨" * 300, "..", "a\r\nb: c.jpg"))
        merged = headers.map(lambda both: {**both[0], **both[1]})
        request = st.builds(odd, st.just(target.request), some, headers=merged, file=file)
        return st.tuples(st.just(target.client), request)

    return st.sampled_from(targets).flatmap(made)


def test_nothing_odd_breaks_a_view(targets):
    for target in targets:
        for value in CLASSES:
            attempt(target.client, odd(target.request, dict.fromkeys(target.names, value)))

    @settings(
        max_examples=EXAMPLES, derandomize=True, deadline=None, database=None,
        suppress_health_check=list(HealthCheck), phases=[Phase.generate],
    )  # fmt: skip
    @given(odd_attempts(targets))
    def has_an_answer(made: tuple[Client, Request]) -> None:
        attempt(*made)

    has_an_answer()
