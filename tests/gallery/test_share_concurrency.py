"""Two at the same moment: one share counts, and nobody shares out of an account that is just being deleted."""

import pytest

from studio.accounts.models import Membership, Team, User
from studio.gallery.curation.sharing import share, unshare
from studio.generations.account_deletion import delete_account
from studio.generations.models import Generation, Image
from tests.accounts.test_concurrency import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_double_click_shares_once(alice, team, stored):
    image, outcomes = stored(alice)[0], []
    at_once(*[lambda: outcomes.append(share([image.pk], team, by=alice))] * 4)
    assert sorted(len(one.changed) for one in outcomes) == [0, 0, 0, 1]
    assert not any(one.refused for one in outcomes)


def test_of_two_teams_one_gets_the_image(alice, team, stored):
    other = Team.objects.create(name="Labels", slug="labels")
    Membership.objects.create(user=alice, team=other)
    image, outcomes = stored(alice)[0], []
    acts = [lambda one=one: outcomes.append(share([image.pk], one, by=alice)) for one in (team, other)]
    at_once(*acts)
    assert sorted(len(one.changed) for one in outcomes) == [0, 1]


def test_many_in_any_order_do_not_wait_for_each_other_for_ever(alice, team, stored):
    images = [image.pk for image in stored(alice, 6)]
    acts = [
        lambda: share(images, team, by=alice),
        lambda: share(images[::-1], team, by=alice),
        lambda: unshare(images, by=alice),
        lambda: unshare(images[::-1], by=alice),
    ]
    assert at_once(*acts) == ["done"] * 4
    assert len(set(Image.objects.values_list("team", "shared_by"))) == 1


def test_what_is_shared_while_its_owner_leaves_keeps_its_words_or_was_not_shared(alice, team, stored):
    image = stored(alice, prompt="A vase")[0]
    at_once(lambda: share([image.pk], team, by=alice), lambda: delete_account(User.objects.get(pk=alice.pk)))
    image.refresh_from_db()
    assert bool(image.team) == bool(Generation.objects.get().prompt)
