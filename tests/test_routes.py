"""Every route has a policy: route by method by user, in a table; a route that is not in it fails the tests."""

import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from studio.accounts.models import Membership, Role, Team, User
from studio.generations.models import Generation, Upload
from tests.access_data import AccessData, build
from tests.access_matrix import API, API_WITHOUT_KEY, EVERYBODY, OPEN, OUTSIDE, PEOPLE, ROWS, Row, routes
from tests.fixtures import normalize_page, storage_settings

pytestmark = pytest.mark.django_db

ClientsByUser = Iterator[tuple[str, Client]]

LETTERS = {403: "f", 404: "n", 405: "not this method"}
MISSING = str(10**9)
CACHEABLE_ROUTES = {"image_file", "reference_file", "team_picture"}
"""Only these may be cached by a browser."""


@dataclass(frozen=True, kw_only=True)
class SharedData:
    """The data, the settings of its storage, and the cookies of all its users: signing in costs queries."""

    data: AccessData
    storage: dict[str, Any]
    cookies: dict[str, SimpleCookie]

    def client(self, name: str) -> Client:
        """A new client that is signed in as this user."""
        client = Client()
        client.cookies = copy.deepcopy(self.cookies[name])
        return client


@pytest.fixture(scope="module")
def shared_data(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SharedData]:
    """Created once, in a transaction around those of the tests."""
    storage = storage_settings(tmp_path_factory.mktemp("scene"))
    with django_db_blocker.unblock(), override_settings(**storage), transaction.atomic():
        data = build()
        cookies = {name: signed_in(user).cookies for name, user in data.people.items()}
        yield SharedData(data=data, storage=storage, cookies=cookies)
        transaction.set_rollback(True)


def signed_in(user: User | None) -> Client:
    client = Client()
    if user:
        client.force_login(user)
    return client


@pytest.fixture
def data(shared_data: SharedData, db: None, settings: Any) -> AccessData:
    """A copy, so that tests do not affect each other."""
    for name, value in shared_data.storage.items():
        setattr(settings, name, value)
    return copy.deepcopy(shared_data.data)


@pytest.fixture
def clients(data: AccessData, shared_data: SharedData) -> ClientsByUser:
    return each_client(data, shared_data)


def each_client(data: AccessData, shared_data: SharedData) -> ClientsByUser:
    """Each in a transaction that is rolled back, so that users do not affect each other."""
    for name in data.people:
        with transaction.atomic():
            if name == "suspended":
                User.objects.filter(pk=data.people[name].pk).update(is_active=False)
            yield name, shared_data.client(name)
            transaction.set_rollback(True)


def letter_of(response) -> str:
    """The response as a letter of the table; “out” when the user has to sign in first."""
    to_sign_in = response.status_code == 302 and response.url.startswith(reverse("account_login"))
    if to_sign_in or response.status_code == 401:
        return "out"
    known = response.status_code < 400 or response.status_code in (409, 422)
    return "y" if known else LETTERS.get(response.status_code, str(response.status_code))


def test_every_route_is_declared():
    pages = {row.route for row in ROWS}
    assert routes() == OPEN | API | API_WITHOUT_KEY | pages
    assert not (OPEN | API | API_WITHOUT_KEY) & pages


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_every_user_gets_the_access_in_the_table(row: Row, data: AccessData, clients: ClientsByUser):
    """Except users who get 404; the test after the next checks these."""
    url, body = data.url(row), data.body(row)
    expected = row.letters | dict.fromkeys(OUTSIDE, "out")
    responses = {
        name: getattr(client, row.method)(url, body) for name, client in clients if expected.get(name) != "n"
    }
    got = {name: letter_of(response) for name, response in responses.items()}
    assert got == {name: letter for name, letter in expected.items() if letter != "n"}
    for response in responses.values():
        caching = "private" if row.route in CACHEABLE_ROUTES and response.status_code == 200 else "no-store"
        assert caching in response.headers["Cache-Control"]


@pytest.mark.parametrize("route", sorted({row.route for row in ROWS}))
def test_a_method_that_is_not_in_the_table_is_refused(route: str, data: AccessData, shared_data: SharedData):
    rows = [row for row in ROWS if row.route == route]
    client = shared_data.client("administrator")
    for method in {"get", "post", "put", "delete"} - {row.method for row in rows}:
        if route.startswith(("account_", "usersessions_")) and method in ("put", "delete"):
            continue  # allauth's forms take a PUT for a POST
        assert letter_of(getattr(client, method)(data.url(rows[0]))) in ("not this method", "n")


RESTRICTED = [row for row in ROWS if "n" in row.letters.values()]
"""Rows that exist, but not for everybody."""


@pytest.mark.parametrize("row", RESTRICTED, ids=str)
def test_a_user_without_access_gets_the_same_404_as_for_a_missing_row(
    row: Row, data: AccessData, clients: ClientsByUser
):
    """All of them get 404. The whole pages are compared for one of them, another one for each row."""
    strangers = [name for name, letter in row.letters.items() if letter == "n"]
    compared = strangers[RESTRICTED.index(row) % len(strangers)]
    url = data.url(row)
    missing_url = re.sub(r"\d+", MISSING, url).replace("posters", "no-such-team")
    for name, client in clients:
        if name not in strangers:
            continue
        foreign = getattr(client, row.method)(url, data.body(row))
        assert foreign.status_code == 404, name
        if name == compared:
            unknown = getattr(client, row.method)(missing_url, data.body(row))
            assert unknown.status_code == 404, name
            assert normalize_page(foreign.text, url) == normalize_page(unknown.text, missing_url), name
    assert Generation.objects.count() == 2


def test_members_and_invitations_are_reached_only_through_their_team(
    data: AccessData, shared_data: SharedData
):
    client = shared_data.client("other_lead")
    own_membership = Membership.objects.get(user=data.people["other_lead"])
    for route, pk in {"member_role": data.member.pk, "invitation_revoke": data.invitation.pk}.items():
        foreign, missing = (
            reverse(route, args=[own_membership.team.slug, number]) for number in (pk, MISSING)
        )
        responses = [client.post(path, {"role": "viewer"}) for path in (foreign, missing)]
        assert [response.status_code for response in responses] == [404, 404]
        assert normalize_page(responses[0].text, foreign) == normalize_page(responses[1].text, missing)
    data.invitation.refresh_from_db()
    assert (data.member.role, data.invitation.revoked_at) == (Role.DESIGNER, None)


# ── Ids in bodies ────────────────────────────────────────────────────────────────────────────────────────


CURATION_ROUTES = (
    "images_tag", "images_favourite", "images_rate", "images_trash", "images_restore", "images_collect",
    "images_use_as_references",
)  # fmt: skip


def bodies(data: AccessData) -> dict[str, list[dict[str, object]]]:
    """By route: a body with the id of a private row of Alice's, and the same one with an id that no row has."""
    _run, image, upload = data.content["private"]
    run_form = {"prompt": "A vase", "size_mode": "ratio", "size": "2048x2048", "group": "disabled"}
    return {
        "picker": [{"image": number} for number in (image.pk, MISSING)],
        "images_share": [{"image": number, "team": "posters"} for number in (image.pk, MISSING)],
        "images_unshare": [{"image": number} for number in (image.pk, MISSING)],
        "images_zip": [{"image": number} for number in (image.pk, MISSING)],
        **{
            route: [{"image": number, "tag": "blue", "stars": 4, "name": "Vases"} for number in (image.pk, MISSING)]
            for route in CURATION_ROUTES
        },
        "draft": [{"prompt": "A vase", "ref": f"upload:{number}"} for number in (upload.pk, MISSING)],
        "runs": [
            {**run_form, "submission": "5b3a7f0e-0000-4000-8000-000000000000", "ref": f"upload:{number}"}
            for number in (upload.pk, MISSING)
        ],
    }  # fmt: skip


@pytest.mark.parametrize(
    "route", ["picker", "draft", "runs", "images_share", "images_unshare", "images_zip", *CURATION_ROUTES]
)
def test_an_inaccessible_id_in_a_body_is_treated_as_missing(
    route: str, data: AccessData, clients: ClientsByUser
):
    for name, client in clients:
        if name in ("alice", *OUTSIDE):
            continue
        responses = []
        for body in bodies(data)[route]:
            response = client.post(reverse(route), body)
            # What differs between requests: the id of the page, that of the click, and the time.
            varies = r"[0-9a-f]{32}|[0-9a-f-]{36}|revision\D+\d+|since=[^&\"]+"
            page = re.sub(varies, "", normalize_page(response.text, str(body.get("ref"))))
            responses.append((response.status_code, page))
        assert responses[0] == responses[1], name
        assert not Upload.objects.filter(owner=data.people[name]).exists()
        assert not Generation.objects.filter(owner=data.people[name]).exists()


def test_an_archived_or_unknown_team_in_a_body_is_refused(data: AccessData, shared_data: SharedData):
    client = shared_data.client("administrator")
    Team.objects.filter(slug="other").update(archived_at="2026-01-01T00:00Z")
    for team in (Team.objects.get(slug="other").pk, MISSING):
        form = {"email": "new@studio.example", "role": "viewer", "team": team}
        assert client.post(reverse("people_invite"), form).status_code == 422


def test_every_role_is_in_the_table():
    assert {*PEOPLE} >= {*Role.values, "auditor", "administrator", "other_lead", "alice"}
    assert all(methods for methods in EVERYBODY.values())
