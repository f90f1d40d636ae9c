"""No browser and no proxy keeps what only its reader may see; test_routes.py tells it for the pages of people."""

import pytest
from django.urls import reverse

from tests.access_data import build

pytestmark = pytest.mark.django_db


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
