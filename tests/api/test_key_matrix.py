"""Who reads what with which key: route × key, in a table."""

from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import resolve
from django.utils import timezone

from studio.accounts.keys.issuing import IssuedKey, revoke_key
from studio.accounts.models import AccessKey, Membership, Role, Scope, Team, User
from studio.accounts.users.user_admin import suspend
from tests.access_matrix import API
from tests.accounts.factories import access_key, administrator, auditor
from tests.api.reading import image_by
from tests.fixtures import create_member, create_user

pytestmark = pytest.mark.django_db

READ, GENERATE = [Scope.READ], [Scope.GENERATE]
# y: allowed; s: 403, missing scope; n: 404, as if it did not exist; k: 401, no valid key.
TABLE = """
             private team generating viewer bob charlie administrator auditor revoked expired suspended left none
models       y       y    y          y      y   y       y             y       k       k       k         k    k
images       y       y    s          y      y   y       y             y       k       k       k         k    k
usage        y       y    s          y      y   y       y             y       k       k       k         k    k
team-images  y       y    s          y      y   n       n             n       k       k       k         k    k
private      y       n    s          n      n   n       n             n       k       k       k         k    k
private-file y       n    s          n      n   n       n             n       k       k       k         k    k
private-run  y       n    s          n      n   n       n             n       k       k       k         k    k
team         y       y    s          y      y   n       n             n       k       k       k         k    k
team-file    y       y    s          y      y   n       n             n       k       k       k         k    k
team-run     y       y    s          y      y   n       n             n       k       k       k         k    k
"""
LETTERS = {200: "y", 401: "k", 403: "s", 404: "n"}
HEAD, *ROWS = [line.split() for line in TABLE.strip().splitlines()]
KEYS = HEAD


def keys(alice: User, team: Team) -> dict[str, str]:
    """The secret of each key of the table."""
    viewer, bob = create_member("Vera", team, Role.VIEWER), create_member("Bob", team, Role.DESIGNER)
    suspended, former_member = (
        create_member("Sam", team, Role.DESIGNER),
        create_member("Lena", team, Role.DESIGNER),
    )
    created: dict[str, IssuedKey] = {
        "private": access_key(alice, scopes=READ),
        "team": access_key(alice, team, scopes=READ),
        "generating": access_key(alice, team, scopes=GENERATE),
        "viewer": access_key(viewer, team, scopes=READ),
        "bob": access_key(bob),
        "charlie": access_key(create_user("Charlie")),
        "administrator": access_key(administrator()),
        "auditor": access_key(auditor()),
        "revoked": access_key(alice),
        "expired": access_key(alice, expires_at=timezone.now()),
        "suspended": access_key(suspended, team),
        "left": access_key(former_member, team),
    }
    revoke_key(created["revoked"].key, by=alice)
    suspend(suspended, by=administrator("Second"))
    Membership.objects.filter(user=former_member).delete()
    return {name: issued.secret for name, issued in created.items()} | {"none": ""}


@dataclass(frozen=True)
class KeyMatrix:
    secrets: dict[str, str]
    paths: dict[str, str]


@pytest.fixture
def matrix(alice: User, team: Team) -> KeyMatrix:
    paths = {"models": "/v1/models", "images": "/v1/images", "usage": "/v1/usage"}
    paths["team-images"] = f"/v1/images?team={team.slug}"
    for name, image in {"private": image_by(alice), "team": image_by(alice, team)}.items():
        paths |= {
            name: f"/v1/images/{image.pk}",
            f"{name}-file": f"/v1/images/{image.pk}/file",
            f"{name}-run": f"/v1/runs/{image.generation_id}",
        }
    return KeyMatrix(keys(alice, team), paths)


def test_every_key_gets_the_access_in_the_table(matrix: KeyMatrix):
    got = {
        name: [LETTERS.get(_get(matrix.paths[name], matrix.secrets[key]).status_code, "?") for key in KEYS]
        for name, *_letters in ROWS
    }
    assert got == {name: letters for name, *letters in ROWS}


def _get(path: str, secret: str):
    return Client(headers={"Authorization": f"Bearer {secret}"} if secret else {}).get(path)


def test_every_endpoint_with_a_key_is_in_the_table(matrix: KeyMatrix):
    assert {resolve(path.partition("?")[0]).url_name for path in matrix.paths.values()} == API


def test_a_session_does_not_replace_a_key(matrix: KeyMatrix, alice: User, client_for):
    assert {client_for(alice).get(path).status_code for path in matrix.paths.values()} == {401}


def test_only_reading_methods_are_allowed(matrix: KeyMatrix):
    client = Client(headers={"Authorization": f"Bearer {matrix.secrets['private']}"})
    for name, path in matrix.paths.items():
        for method in ("post", "put", "delete"):
            response = getattr(client, method)(path)
            assert (response.status_code, "GET" in response["Allow"]) == (405, True), name


def test_every_request_counts_and_the_response_says_what_is_left(alice: User):
    client = Client(headers={"Authorization": f"Bearer {access_key(alice, requests_per_minute=2).secret}"})
    assert [client.get("/v1/images")["x-ratelimit-remaining-requests"] for _ in range(2)] == ["1", "0"]
    refused = client.get("/v1/usage")
    assert (refused.status_code, 1 <= int(refused["Retry-After"]) <= 60) == (429, True)
    assert AccessKey.objects.get().minute_requests == 2
