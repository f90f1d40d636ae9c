"""Whatever is sent to whatever address, the studio has an answer: nothing odd breaks it."""

import re

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.matrix import OPEN, ROWS, Scene, build
from tests.odd import HEADERS, VALUES, Request, parameters

pytestmark = pytest.mark.django_db

NAMES = parameters()
TAKES_ARGUMENT = re.compile("^(join|setup)$|confirm_email$|from_key$")
EXAMPLES = 250


@pytest.fixture
def scene(db: None) -> Scene:
    return build()


@pytest.fixture
def client(scene: Scene) -> Client:
    """An administrator's, who may do everything."""
    client = Client()
    client.force_login(scene.people["administrator"])
    return client


def attempt(client: Client, request: Request) -> None:
    """In a transaction that is taken back: what one request does, the next does not find."""
    cookies = dict(client.cookies)
    with transaction.atomic():
        request.send(client)
        transaction.set_rollback(True)
    client.cookies.clear()
    client.cookies.update(cookies)


def test_every_route_with_nothing_but_odd_values(scene, client):
    for number, row in enumerate(ROWS):
        odd = {name: VALUES[(number * 7 + place) % len(VALUES)] for place, name in enumerate(NAMES)}
        for query, form in ((odd, {}), ({}, odd)):
            attempt(client, Request(method=row.method, path=scene.address(row), query=query, form=form))


def addresses(scene: Scene) -> list[tuple[str, str, dict[str, object]]]:
    """Method, path, and what a page of the studio would send there."""
    found = [(row.method, scene.address(row), scene.body(row)) for row in ROWS]
    plain = [reverse(route) for route in sorted(OPEN) if not TAKES_ARGUMENT.search(route)]
    with_text = [reverse(route, args=["x"]) for route in ("join", "setup", "account_confirm_email")]
    return found + [(method, path, {}) for path in plain + with_text for method in ("get", "post")]


def odd_requests(scene: Scene) -> st.SearchStrategy[Request]:
    some = st.dictionaries(st.sampled_from(NAMES), st.sampled_from(VALUES), max_size=3)

    def made(target: tuple[str, str, dict[str, object]]) -> st.SearchStrategy[Request]:
        method, path, body = target
        return st.builds(
            Request,
            method=st.just(method),
            path=st.just(path),
            query=some,
            form=some.map(lambda odd: {**body, **odd}),
            headers=st.dictionaries(st.sampled_from(["HX-Request"]), st.just("true")).flatmap(
                lambda htmx: st.sampled_from([{}, *HEADERS]).map(lambda odd: {**htmx, **odd})
            ),
            file=st.sampled_from(("", "", "", "a\0.jpg", "雨" * 300, "..", "a\r\nb: c.jpg")),
        )

    return st.sampled_from(addresses(scene)).flatmap(made)


def test_odd_values_among_good_ones(scene, client):
    @settings(
        max_examples=EXAMPLES, derandomize=True, deadline=None, database=None,
        suppress_health_check=list(HealthCheck), phases=[Phase.generate],
    )  # fmt: skip
    @given(odd_requests(scene))
    def every_one_has_an_answer(request: Request) -> None:
        attempt(client, request)

    every_one_has_an_answer()
