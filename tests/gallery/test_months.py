"""The months in which a gallery has images, each found by one step of the index."""

import pytest
from django.db import connection

from studio.accounts.models import Membership, Role, Team
from studio.gallery.search.months import months
from studio.generations.models import Image

DAYS = ["2024-12-31", "2025-01-01", "2025-01-31", "2026-02-28", "2026-02-01"]


@pytest.fixture
def images(alice, create_images) -> list[Image]:
    images = create_images(alice, len(DAYS))
    for image, day in zip(images, DAYS, strict=True):
        Image.objects.filter(pk=image.pk).update(day=day)
    return images


def test_each_month_appears_once_with_its_last_day(alice, bob, images):
    assert [str(day) for day in months(None, viewer=alice)] == ["2026-02-28", "2025-01-31", "2024-12-31"]
    assert months(None, viewer=bob) == []


def test_a_team_has_only_the_months_of_its_own_images(alice, bob, images, client):
    team = Team.objects.create(name="Posters", slug="posters")
    Membership.objects.create(team=team, user=bob, role=Role.VIEWER)
    Image.objects.filter(pk=images[2].pk).update(team=team)
    client.force_login(bob)
    page = client.get("/gallery/months/?team=posters&q=vase&to=2020-01-01").content.decode()
    assert page.count("<a ") == 1
    assert 'href="/gallery/?team=posters&amp;q=vase&amp;to=2025-01-31"' in page


def test_a_stranger_gets_404_for_a_team_s_months(charlie, client):
    Team.objects.create(name="Posters", slug="posters")
    client.force_login(charlie)
    assert client.get("/gallery/months/?team=posters").status_code == 404
    assert client.get("/gallery/months/?team=nowhere").status_code == 404


def test_each_month_is_found_by_the_index(alice, images):
    with connection.cursor() as cursor:
        # In a table of five rows all plans cost the same; the test checks that the index can give the order.
        for plan_type in ("seqscan", "bitmapscan", "sort"):
            cursor.execute(f"SET LOCAL enable_{plan_type} = off")
        cursor.execute(
            "EXPLAIN SELECT day FROM generations_image WHERE owner_id = %s AND state = 'stored'"
            " AND day < '2026-02-01' ORDER BY day DESC LIMIT 1",
            [alice.pk],
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "image_owner_day" in plan
    assert "Sort" not in plan
