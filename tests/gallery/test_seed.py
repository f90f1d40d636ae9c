"""manage.py seed: rows as the worker would have written them, as many as one likes."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from studio.accounts.models import Team, User
from studio.gallery.models import Tag
from studio.gallery.seed.prompts import prompts
from studio.generations.models import Generation, Image
from tests.fixtures import run_of

# VACUUM runs outside a transaction.
pytestmark = pytest.mark.django_db(transaction=True)


def fill(images=400, teams=3) -> str:
    out = io.StringIO()
    call_command("seed", "--images", images, "--teams", teams, stdout=out)
    return out.getvalue()


def test_prompts_are_different_and_one_of_140_mentions_a_rainy_night():
    found = prompts(20_000)
    assert len(set(found)) == 20_000
    assert len([prompt for prompt in found if "雨夜" in prompt]) == 143


def test_it_can_be_filled_again_and_runs_go_on_after_it():
    fill(images=100)
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
