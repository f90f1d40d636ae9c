"""manage.py seed: rows as the engine would have written them, as many as one likes."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Count, F

from studio.accounts.models import Membership, Team, User
from studio.gallery.models import Favourite, ImageTag, Rating, Tag
from studio.gallery.seed.prompts import prompts
from studio.generations.models import Generation, Image
from studio.generations.search_index import of_tag, vector
from tests.fixtures import run_of

# VACUUM runs outside a transaction.
pytestmark = pytest.mark.django_db(transaction=True)


def fill(images=400, teams=3) -> str:
    out = io.StringIO()
    call_command("seed", "--images", images, "--teams", teams, stdout=out)
    return out.getvalue()


@pytest.fixture
def filled() -> None:
    fill()


def test_there_are_as_many_images_people_and_teams_as_were_asked_for(filled):
    assert (Image.objects.stored().count(), Team.objects.count(), User.objects.count()) == (400, 3, 60)
    assert Membership.objects.count() == 60
    assert set(Generation.objects.annotate(n=Count("images")).values_list("n", flat=True)) == {1, 2, 4}


def test_every_image_is_found_by_the_words_of_its_prompt_and_its_tags(filled):
    with connection.cursor() as cursor:
        for image in Image.objects.select_related("generation"):
            tags = [f"'{of_tag(tag)}'" for tag in image.imagetag_set.values_list("tag", flat=True)]
            words = " ".join([vector(image.generation.prompt), *tags])
            cursor.execute(
                "SELECT words = %s::tsvector FROM generations_image WHERE id = %s", [words, image.pk]
            )
            assert cursor.fetchone() == (True,)


def test_prompts_are_different_and_one_of_140_tells_of_a_rainy_night():
    found = prompts(20_000)
    assert len(set(found)) == 20_000
    assert len([prompt for prompt in found if "雨夜" in prompt]) == 143


def test_images_are_numbered_in_the_order_of_their_clicks_over_three_years(filled):
    days = list(Image.objects.order_by("pk").values_list("day", flat=True))
    assert days == sorted(days)
    assert 1000 < (days[-1] - days[0]).days < 1100


def test_what_people_made_of_images_agrees_with_the_images(filled):
    rated = Rating.objects.filter(image__rating=F("stars"), image__ratings=1).count()
    assert rated == Rating.objects.count() == Image.objects.exclude(ratings=0).count() > 0
    assert Favourite.objects.exists()
    assert ImageTag.objects.exists()
    assert not ImageTag.objects.exclude(tag__team=F("image__team")).exists()


def test_runs_of_members_alone_lie_in_their_team_and_the_ledger_agrees_with_the_images(filled):
    for run in Generation.objects.prefetch_related("images"):
        assert run.team_id is None or Membership.objects.filter(user=run.owner, team=run.team).exists()
        assert {(one.owner_id, one.team_id, one.day) for one in run.slots} == {
            (run.owner_id, run.team_id, run.day)
        }
        assert not run.usage_mismatch


def test_a_tile_has_a_picture(filled, browser_of):
    image = Image.objects.exclude(team=None)[0]
    answer = browser_of(image.owner).get(image.thumb_url)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")


def test_it_can_be_filled_again_and_runs_go_on_after_it(filled):
    newest = Image.objects.latest("pk")
    fill(images=50)
    added = Image.objects.filter(pk__gt=newest.pk)
    assert (added.count(), Team.objects.count(), Tag.objects.count()) == (50, 3, 36)
    assert added.order_by("pk")[0].day >= newest.day
    run_of(User.objects.first())


def test_the_indexes_are_as_before():
    def indexes() -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT indexdef FROM pg_indexes WHERE tablename = 'generations_image' ORDER BY indexname"
            )
            return [row[0] for row in cursor.fetchall()]

    before = indexes()
    fill(images=8)
    assert indexes() == before


def test_a_studio_with_real_runs_is_left_alone(alice):
    run_of(alice)
    Generation.objects.update(provider="modelverse")
    with pytest.raises(CommandError, match="real provider"):
        fill()
    assert not Team.objects.exists()


def test_a_studio_with_a_real_provider_is_left_alone(settings):
    settings.PROVIDER = "ark"
    with pytest.raises(CommandError, match="sandbox"):
        fill()


@pytest.mark.parametrize(("images", "teams"), [(0, 1), (1, 0), (1, 1000)])
def test_numbers_that_make_no_sense_are_refused(images, teams):
    with pytest.raises(CommandError, match="At least one"):
        fill(images, teams)
