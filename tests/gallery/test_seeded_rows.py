"""What manage.py seed writes: rows as real runs would have left them. Seeded once; tests only look at them."""

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
from tests.fixtures import own_storage
from tests.live import connected_to

Seeded = tuple[str, dict[str, Any]]


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker) -> Seeded:
    """A database of its own, and the settings of its storage."""
    url, storage = fresh_database_url(), own_storage(tmp_path_factory.mktemp("seeded"))
    with connected_to(url, django_db_blocker), override_settings(**storage):
        call_command("seed", "--images", 400, "--teams", 3, verbosity=0)
    return url, storage


@pytest.fixture(autouse=True)
def _there(seeded: Seeded, files: None, settings: Any, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    url, storage = seeded
    for name, value in storage.items():
        setattr(settings, name, value)
    with connected_to(url, django_db_blocker):
        yield


def test_there_are_as_many_images_people_and_teams_as_were_asked_for():
    assert (Image.objects.stored().count(), Team.objects.count(), User.objects.count()) == (400, 3, 60)
    assert Membership.objects.count() == 60
    assert set(Generation.objects.annotate(n=Count("images")).values_list("n", flat=True)) == {1, 2, 4}


def test_every_image_is_found_by_the_words_of_its_prompt_and_its_tags():
    with connection.cursor() as cursor:
        for image in Image.objects.select_related("generation"):
            tags = [f"'{of_tag(tag)}'" for tag in image.imagetag_set.values_list("tag", flat=True)]
            words = " ".join([vector(image.generation.prompt), *tags])
            cursor.execute(
                "SELECT words = %s::tsvector FROM generations_image WHERE id = %s", [words, image.pk]
            )
            assert cursor.fetchone() == (True,)


def test_images_are_numbered_in_the_order_of_their_clicks_over_three_years():
    days = list(Image.objects.order_by("pk").values_list("day", flat=True))
    assert days == sorted(days)
    assert 1000 < (days[-1] - days[0]).days < 1100


def test_what_people_made_of_images_agrees_with_the_images():
    rated = Rating.objects.filter(image__rating=F("stars"), image__ratings=1).count()
    assert rated == Rating.objects.count() == Image.objects.exclude(ratings=0).count() > 0
    assert Favourite.objects.exists()
    assert ImageTag.objects.exists()
    assert not ImageTag.objects.exclude(tag__team=F("image__team")).exists()


def test_runs_of_members_alone_lie_in_their_team_and_the_ledger_agrees_with_the_images():
    for run in Generation.objects.prefetch_related("images"):
        assert run.team_id is None or Membership.objects.filter(user=run.owner, team=run.team).exists()
        assert {(one.owner_id, one.team_id, one.day) for one in run.slots} == {
            (run.owner_id, run.team_id, run.day)
        }
        assert not run.usage_mismatch


def test_a_tile_has_a_picture(browser_of):
    image = Image.objects.exclude(team=None)[0]
    answer = browser_of(image.owner).get(image.thumb_url)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")


def test_what_the_runs_cost_is_booked():
    assert differences() == []
    assert BudgetPeriod.objects.exclude(user=None).aggregate(n=Sum("spent"))["n"] == 400 * 250_000
