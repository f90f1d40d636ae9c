"""What manage.py seed writes: rows as real runs would have left them. Seeded once; tests only read them."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import Count, F, Sum
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from studio.accounts.models import Membership, Team, User
from studio.budgets.models import BudgetPeriod
from studio.gallery.models import Favourite, ImageTag, Rating
from studio.generations.ledger.ledger_check import differences
from studio.generations.models import Generation, Image
from studio.generations.search_index import of_tag
from studio.infra.text_search import vector
from tests.database import fresh_database_url
from tests.fixtures import storage_settings
from tests.live import connected_to

Seeded = tuple[str, dict[str, Any]]


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker) -> Seeded:
    """The URL of a separate, seeded database, and the settings of its storage."""
    url, storage = fresh_database_url(), storage_settings(tmp_path_factory.mktemp("seeded"))
    with connected_to(url, django_db_blocker), override_settings(**storage):
        call_command("seed", "--images", 400, "--teams", 3, verbosity=0)
    return url, storage


@pytest.fixture(autouse=True)
def _connect_to_seeded(
    seeded: Seeded, files: None, settings: Any, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    url, storage = seeded
    for name, value in storage.items():
        setattr(settings, name, value)
    with connected_to(url, django_db_blocker):
        yield


def test_the_requested_number_of_images_people_and_teams_exists():
    assert (Image.objects.stored().count(), Team.objects.count(), User.objects.count()) == (400, 3, 60)
    assert Membership.objects.count() == 60
    assert set(Generation.objects.annotate(n=Count("images")).values_list("n", flat=True)) == {1, 2, 4}


def test_the_search_index_of_every_image_holds_its_prompt_and_tags():
    with connection.cursor() as cursor:
        for image in Image.objects.select_related("generation"):
            tags = [f"'{of_tag(tag)}'" for tag in image.imagetag_set.values_list("tag", flat=True)]
            words = " ".join([vector(image.generation.prompt), *tags])
            cursor.execute(
                "SELECT text_vector = %s::tsvector FROM generations_image WHERE id = %s", [words, image.pk]
            )
            assert cursor.fetchone() == (True,)


def test_image_ids_follow_their_days_over_three_years():
    days = list(Image.objects.order_by("pk").values_list("day", flat=True))
    assert days == sorted(days)
    assert 1000 < (days[-1] - days[0]).days < 1100


def test_ratings_favourites_and_tags_match_their_images():
    rated = Rating.objects.filter(image__rating=F("stars"), image__ratings=1).count()
    assert rated == Rating.objects.count() == Image.objects.exclude(ratings=0).count() > 0
    assert Favourite.objects.exists()
    assert ImageTag.objects.exists()
    assert not ImageTag.objects.exclude(tag__team=F("image__team")).exists()


def test_team_runs_belong_to_members_and_match_their_images_and_usage():
    for run in Generation.objects.prefetch_related("images"):
        assert run.team_id is None or Membership.objects.filter(user=run.owner, team=run.team).exists()
        assert {(slot.owner_id, slot.team_id, slot.day) for slot in run.slots} == {
            (run.owner_id, run.team_id, run.day)
        }
        assert not run.usage_mismatch


def test_a_tile_has_a_thumbnail(client_for):
    image = Image.objects.exclude(team=None)[0]
    response = client_for(image.owner).get(image.thumb_url)
    assert (response.status_code, response["Content-Type"]) == (200, "image/webp")


def test_the_cost_of_the_runs_is_recorded():
    assert differences() == []
    assert BudgetPeriod.objects.exclude(user=None).aggregate(n=Sum("spent"))["n"] == 400 * 250_000
