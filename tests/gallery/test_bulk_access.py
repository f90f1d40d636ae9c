"""A bulk action asks for permission at each batch, and shows itself to its owner alone."""

import pytest

from studio.accounts.models import Membership, Team
from studio.gallery.bulk import actions
from studio.gallery.models import BulkAction, BulkVerb, ImageTag
from studio.generations.models import Image
from tests.gallery.bulk_requests import TAG, carried, few_are_many, part, post  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db


def test_another_one_s_action_is_a_missing_one(alice, bob, charlie, stored, browser_of):
    post(browser_of(alice), "favourite", stored(alice, 3))
    action = carried()
    for person in (bob, charlie):
        for pk in (action.pk, 10**9):
            assert browser_of(person).get(f"/gallery/bulk/{pk}/").status_code == 404
            assert browser_of(person).post(f"/gallery/bulk/{pk}/").status_code == 404
    assert BulkAction.objects.count() == 1


def test_a_member_who_leaves_meanwhile_changes_nothing_more(bob, alice, team, stored, browser_of):
    images = stored(alice, 5, team=team)
    post(browser_of(bob), "tag", images, tag="blue")
    action = BulkAction.objects.get()
    actions.run_batch(action.pk)
    Membership.objects.filter(user=bob).delete()
    carried(action)
    assert (action.done, action.changed, ImageTag.objects.count()) == (5, 2, 2)
    assert action.refused == {"No longer available.": 3}


def test_a_member_who_leaves_meanwhile_shares_nothing_more(alice, team, stored, browser_of):
    post(browser_of(alice), "share", stored(alice, 5), team=team.slug)
    action = BulkAction.objects.get()
    actions.run_batch(action.pk)
    Membership.objects.filter(user=alice).delete()
    carried(action)
    assert (action.changed, Image.objects.filter(team=team).count()) == (2, 2)
    assert action.refused == {"You are not a member of this team.": 3}


def test_a_person_suspended_meanwhile_changes_nothing_more(alice, stored, browser_of):
    post(browser_of(alice), "trash", stored(alice, 5))
    action = BulkAction.objects.get()
    actions.run_batch(action.pk)
    type(alice).objects.filter(pk=alice.pk).update(is_active=False)
    assert carried(action).changed == Image.objects.filter(state="trashed").count() == 2


def test_a_foreign_team_takes_no_images_however_many(alice, stored, browser_of):
    other = Team.objects.create(name="Other", slug="other")
    client = browser_of(alice)
    answer = post(client, "share", stored(alice, 3), team=other.slug)
    assert answer.status_code == 404
    assert not BulkAction.objects.exists()


def test_foreign_images_are_not_in_the_row(alice, charlie, stored, browser_of):
    post(browser_of(charlie), "favourite", stored(alice, 5))
    assert not BulkAction.objects.exists()


def test_reasons_are_shown_in_the_owner_s_language(bob, alice, team, stored, browser_of):
    images = stored(alice, 3, team=team)
    type(bob).objects.filter(pk=bob.pk).update(language="zh-hans")
    actions.start(BulkVerb.TRASH, [one.pk for one in images], {}, by=bob)
    assert carried().refused == {"这属于其他人，仅团队负责人可执行此操作。": 3}
