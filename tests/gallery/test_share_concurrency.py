"""Concurrent sharing: one share counts, and nothing is shared from an account that is being deleted."""

import pytest

from studio.accounts.models import Membership, Team, User
from studio.gallery.curation.sharing import share, unshare
from studio.generations.account_deletion import delete_account
from studio.generations.models import Generation, Image
from tests.accounts.test_concurrency import run_concurrently

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_double_click_shares_once(alice, team, create_images):
    image, outcomes = create_images(alice)[0], []
    run_concurrently(*[lambda: outcomes.append(share([image.pk], team, by=alice))] * 4)
    assert sorted(len(outcome.changed) for outcome in outcomes) == [0, 0, 0, 1]
    assert not any(outcome.refused for outcome in outcomes)


def test_of_two_concurrent_shares_with_different_teams_one_wins(alice, team, create_images):
    other = Team.objects.create(name="Labels", slug="labels")
    Membership.objects.create(user=alice, team=other)
    image, outcomes = create_images(alice)[0], []
    operations = [
        lambda target=target: outcomes.append(share([image.pk], target, by=alice)) for target in (team, other)
    ]
    run_concurrently(*operations)
    assert sorted(len(outcome.changed) for outcome in outcomes) == [0, 1]


def test_shares_in_different_orders_do_not_deadlock(alice, team, create_images):
    images = [image.pk for image in create_images(alice, 6)]
    operations = [
        lambda: share(images, team, by=alice),
        lambda: share(images[::-1], team, by=alice),
        lambda: unshare(images, by=alice),
        lambda: unshare(images[::-1], by=alice),
    ]
    assert run_concurrently(*operations) == ["done"] * 4
    assert len(set(Image.objects.values_list("team", "shared_by"))) == 1


def test_sharing_during_account_deletion_keeps_the_prompt_or_fails(alice, team, create_images):
    image = create_images(alice, prompt="A vase")[0]
    run_concurrently(
        lambda: share([image.pk], team, by=alice), lambda: delete_account(User.objects.get(pk=alice.pk))
    )
    image.refresh_from_db()
    assert bool(image.team) == bool(Generation.objects.get().prompt)
