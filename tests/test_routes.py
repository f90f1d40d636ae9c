"""Every route has a policy: route by method by person, in a table; a route that is not in it fails the tests."""

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
from tests.fixtures import own_storage, same

pytestmark = pytest.mark.django_db

Windows = Iterator[tuple[str, Client]]

FACES = {403: "f", 404: "n", 405: "not this method"}
MISSING = str(10**9)
PICTURES = {"image_file", "reference_file", "team_picture"}
"""They alone may be kept by a browser."""


@dataclass(frozen=True, kw_only=True)
class Built:
    """The scene, the settings of its storage, and the cookies of everybody in it: signing in costs queries."""

    scene: AccessData
    storage: dict[str, Any]
    cookies: dict[str, SimpleCookie]

    def client(self, name: str) -> Client:
        """Somebody's window."""
        client = Client()
        client.cookies = copy.deepcopy(self.cookies[name])
        return client


@pytest.fixture(scope="module")
def built(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Built]:
    """Made once, in a transaction around those of the tests."""
    storage = own_storage(tmp_path_factory.mktemp("scene"))
    with django_db_blocker.unblock(), override_settings(**storage), transaction.atomic():
        scene = build()
        cookies = {name: signed_in(somebody).cookies for name, somebody in scene.people.items()}
        yield Built(scene=scene, storage=storage, cookies=cookies)
        transaction.set_rollback(True)


def signed_in(somebody: User | None) -> Client:
    client = Client()
    if somebody:
        client.force_login(somebody)
    return client


@pytest.fixture
def scene(built: Built, db: None, settings: Any) -> AccessData:
    """What a test does to it, the next does not find."""
    for name, value in built.storage.items():
        setattr(settings, name, value)
    return copy.deepcopy(built.scene)


@pytest.fixture
def windows(scene: AccessData, built: Built) -> Windows:
    return everybody(scene, built)


def everybody(scene: AccessData, built: Built) -> Windows:
    """Each in a transaction that is taken back: what one does, the next does not find."""
    for name in scene.people:
        with transaction.atomic():
            if name == "suspended":
                User.objects.filter(pk=scene.people[name].pk).update(is_active=False)
            yield name, built.client(name)
            transaction.set_rollback(True)


def face(answer) -> str:
    """A letter of the table; “out” when one has to sign in first."""
    to_sign_in = answer.status_code == 302 and answer.url.startswith(reverse("account_login"))
    if to_sign_in or answer.status_code == 401:
        return "out"
    known = answer.status_code < 400 or answer.status_code in (409, 422)
    return "y" if known else FACES.get(answer.status_code, str(answer.status_code))


def test_every_route_is_declared():
    pages = {row.route for row in ROWS}
    assert routes() == OPEN | API | API_WITHOUT_KEY | pages
    assert not (OPEN | API | API_WITHOUT_KEY) & pages


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_everybody_gets_what_the_table_says(row: Row, scene: AccessData, windows: Windows):
    """All but the strangers, who have the test after the next."""
    address, body = scene.address(row), scene.body(row)
    expected = row.letters | dict.fromkeys(OUTSIDE, "out")
    answers = {
        name: getattr(client, row.method)(address, body)
        for name, client in windows
        if expected.get(name) != "n"
    }
    got = {name: face(answer) for name, answer in answers.items()}
    assert got == {name: letter for name, letter in expected.items() if letter != "n"}
    for answer in answers.values():
        kept = "private" if row.route in PICTURES and answer.status_code == 200 else "no-store"
        assert kept in answer.headers["Cache-Control"]


@pytest.mark.parametrize("route", sorted({row.route for row in ROWS}))
def test_a_method_that_is_not_in_the_table_is_refused(route: str, scene: AccessData, built: Built):
    rows = [row for row in ROWS if row.route == route]
    client = built.client("administrator")
    for method in {"get", "post", "put", "delete"} - {row.method for row in rows}:
        if route.startswith(("account_", "usersessions_")) and method in ("put", "delete"):
            continue  # allauth's forms take a PUT for a POST
        assert face(getattr(client, method)(scene.address(rows[0]))) in ("not this method", "n")


CLOSED = [row for row in ROWS if "n" in row.letters.values()]
"""What is there, but not for everybody."""


@pytest.mark.parametrize("row", CLOSED, ids=str)
def test_for_a_stranger_a_foreign_thing_is_a_missing_one_to_the_byte(
    row: Row, scene: AccessData, windows: Windows
):
    """None of them finds it, and the whole pages are compared for one of them, each row for the next."""
    strangers = [name for name, letter in row.letters.items() if letter == "n"]
    compared = strangers[CLOSED.index(row) % len(strangers)]
    there = scene.address(row)
    missing = re.sub(r"\d+", MISSING, there).replace("posters", "no-such-team")
    for name, client in windows:
        if name not in strangers:
            continue
        foreign = getattr(client, row.method)(there, scene.body(row))
        assert foreign.status_code == 404, name
        if name == compared:
            unknown = getattr(client, row.method)(missing, scene.body(row))
            assert unknown.status_code == 404, name
            assert same(foreign.text, there) == same(unknown.text, missing), name
    assert Generation.objects.count() == 2


def test_a_member_and_an_invitation_are_reached_by_their_own_team_alone(scene: AccessData, built: Built):
    client = built.client("other_lead")
    theirs = Membership.objects.get(user=scene.people["other_lead"])
    for route, pk in {"member_role": scene.member.pk, "invitation_revoke": scene.invitation.pk}.items():
        foreign, missing = (reverse(route, args=[theirs.team.slug, number]) for number in (pk, MISSING))
        answers = [client.post(path, {"role": "viewer"}) for path in (foreign, missing)]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert same(answers[0].text, foreign) == same(answers[1].text, missing)
    scene.invitation.refresh_from_db()
    assert (scene.member.role, scene.invitation.revoked_at) == (Role.DESIGNER, None)


# ── Ids in bodies ────────────────────────────────────────────────────────────────────────────────────────


CURATING = (
    "images_tag", "images_favourite", "images_rate", "images_trash", "images_restore", "images_collect",
    "images_use_as_references",
)  # fmt: skip


def bodies(scene: AccessData) -> dict[str, list[dict[str, object]]]:
    """By route: a body that names Alice's private thing, and the same one with an id that nobody has."""
    _run, image, upload = scene.things["private"]
    run_form = {"prompt": "A vase", "size_mode": "ratio", "size": "2048x2048", "group": "disabled"}
    return {
        "picker": [{"image": number} for number in (image.pk, MISSING)],
        "images_share": [{"image": number, "team": "posters"} for number in (image.pk, MISSING)],
        "images_unshare": [{"image": number} for number in (image.pk, MISSING)],
        "images_zip": [{"image": number} for number in (image.pk, MISSING)],
        **{
            route: [{"image": number, "tag": "blue", "stars": 4, "name": "Vases"} for number in (image.pk, MISSING)]
            for route in CURATING
        },
        "draft": [{"prompt": "A vase", "ref": f"upload:{number}"} for number in (upload.pk, MISSING)],
        "runs": [
            {**run_form, "submission": "5b3a7f0e-0000-4000-8000-000000000000", "ref": f"upload:{number}"}
            for number in (upload.pk, MISSING)
        ],
    }  # fmt: skip


@pytest.mark.parametrize(
    "route", ["picker", "draft", "runs", "images_share", "images_unshare", "images_zip", *CURATING]
)
def test_a_foreign_id_in_a_body_is_a_missing_one(route: str, scene: AccessData, windows: Windows):
    for name, client in windows:
        if name in ("alice", *OUTSIDE):
            continue
        said = []
        for body in bodies(scene)[route]:
            answer = client.post(reverse(route), body)
            # What differs at every request: the page's own mark, the click's, and the moment.
            varies = r"[0-9a-f]{32}|[0-9a-f-]{36}|revision\D+\d+|since=[^&\"]+"
            page = re.sub(varies, "", same(answer.text, str(body.get("ref"))))
            said.append((answer.status_code, page))
        assert said[0] == said[1], name
        assert not Upload.objects.filter(owner=scene.people[name]).exists()
        assert not Generation.objects.filter(owner=scene.people[name]).exists()


def test_an_archived_or_unknown_team_in_a_body_is_no_choice(scene: AccessData, built: Built):
    client = built.client("administrator")
    Team.objects.filter(slug="other").update(archived_at="2026-01-01T00:00Z")
    for team in (Team.objects.get(slug="other").pk, MISSING):
        form = {"email": "new@studio.example", "role": "viewer", "team": team}
        assert client.post(reverse("people_invite"), form).status_code == 422


def test_everybody_is_in_the_table():
    assert {*PEOPLE} >= {*Role.values, "auditor", "administrator", "other_lead", "alice"}
    assert all(methods for methods in EVERYBODY.values())
