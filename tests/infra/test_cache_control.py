"""No browser and no proxy keeps what only its reader may see."""

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.access_data import build
from tests.access_matrix import ROWS

pytestmark = pytest.mark.django_db

PICTURES = {"image_file", "reference_file", "team_picture"}


def test_every_answer_says_that_it_is_not_to_be_kept():
    scene, client = build(), Client()
    client.force_login(scene.people["administrator"])
    for row in ROWS:
        with transaction.atomic():
            answer = getattr(client, row.method)(scene.address(row), scene.body(row))
            transaction.set_rollback(True)
        kept = answer.headers["Cache-Control"]
        assert ("private" if row.route in PICTURES and answer.status_code == 200 else "no-store") in kept, row


@pytest.mark.parametrize("path", ["/account/login/", "/", "/no-such-page", "/join/x/", "/healthz", "/?q=%00"])
def test_neither_are_pages_for_everybody_nor_refusals(path, client, db):
    assert "no-store" in client.get(path).headers["Cache-Control"]


def test_a_picture_that_has_not_changed_may_be_kept_on(client, db):
    scene = build()
    client.force_login(scene.people["alice"])
    for path in (
        reverse("team_picture", args=[scene.team.slug]),
        scene.things["team"][1].get_absolute_url() + "thumbnail",
    ):
        tag = client.get(path).headers["ETag"]
        again = client.get(path, headers={"If-None-Match": tag})
        assert (again.status_code, again.headers["Cache-Control"][:8]) == (304, "private,")
