"""manage.py seed: any number of rows, as the worker would have written them."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from studio.accounts.models import Team, User
from studio.gallery.models import Tag
from studio.gallery.seed.prompts import prompts
from studio.generations.models import Generation, Image
from tests.fixtures import create_run

# VACUUM runs outside a transaction.
pytestmark = pytest.mark.django_db(transaction=True)


def seed(images=400, teams=3) -> str:
    out = io.StringIO()
    call_command("seed", "--images", images, "--teams", teams, stdout=out)
    return out.getvalue()


def test_prompts_are_different_and_one_of_140_mentions_a_rainy_night():
    found = prompts(20_000)
    assert len(set(found)) == 20_000
    assert len([prompt for prompt in found if "雨夜" in prompt]) == 143


def test_seeding_can_be_repeated_and_new_runs_still_work():
    seed(images=100)
    newest = Image.objects.latest("pk")
    seed(images=50)
    added = Image.objects.filter(pk__gt=newest.pk)
    assert (added.count(), Team.objects.count(), Tag.objects.count()) == (50, 3, 36)
    assert added.order_by("pk")[0].day >= newest.day
    create_run(User.objects.first())


def test_the_indexes_are_restored():
    def indexes() -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT indexdef FROM pg_indexes WHERE tablename = 'generations_image' ORDER BY indexname"
            )
            return [row[0] for row in cursor.fetchall()]

    before = indexes()
    seed(images=8)
    assert indexes() == before


def test_a_studio_with_real_runs_is_not_seeded(alice):
    create_run(alice)
    Generation.objects.update(provider="modelverse")
    with pytest.raises(CommandError, match="real provider"):
        seed()
    assert not Team.objects.exists()


def test_a_studio_with_a_real_provider_is_not_seeded(settings):
    settings.PROVIDER = "ark"
    with pytest.raises(CommandError, match="sandbox"):
        seed()


@pytest.mark.parametrize(("images", "teams"), [(0, 1), (1, 0), (1, 1000)])
def test_invalid_numbers_are_refused(images, teams):
    with pytest.raises(CommandError, match="At least one"):
        seed(images, teams)
