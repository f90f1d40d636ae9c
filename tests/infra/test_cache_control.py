"""No browser or proxy caches what only its reader may see; test_routes.py checks the pages of signed-in people."""

import pytest
from django.urls import reverse

from tests.access_data import build

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/account/login/", "/", "/no-such-page", "/join/x/", "/healthz", "/?q=%00"])
def test_public_pages_and_errors_are_not_cached_either(path, client, db):
    assert "no-store" in client.get(path).headers["Cache-Control"]


def test_an_unchanged_image_may_stay_in_the_cache(client, db):
    data = build()
    client.force_login(data.people["alice"])
    for path in (
        reverse("team_picture", args=[data.team.slug]),
        data.content["team"][1].get_absolute_url() + "thumbnail",
    ):
        tag = client.get(path).headers["ETag"]
        again = client.get(path, headers={"If-None-Match": tag})
        assert (again.status_code, again.headers["Cache-Control"][:8]) == (304, "private,")
