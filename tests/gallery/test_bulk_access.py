"""A bulk action checks permissions at each batch, and only its owner can see it."""

import pytest

from studio.accounts.models import Membership, Team
from studio.gallery.bulk import actions
from studio.gallery.models import BulkAction, BulkVerb, ImageTag
from studio.generations.models import Image
from tests.gallery.bulk_requests import TAG, fetch_progress, lower_bulk_limits, post, run_all_batches  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db


def test_another_person_s_action_is_not_found(alice, bob, charlie, create_images, client_for):
    post(client_for(alice), "favourite", create_images(alice, 3))
    action = run_all_batches()
    for person in (bob, charlie):
        for pk in (action.pk, 10**9):
            assert client_for(person).get(f"/gallery/bulk/{pk}/").status_code == 404
            assert client_for(person).post(f"/gallery/bulk/{pk}/").status_code == 404
    assert BulkAction.objects.count() == 1


def test_a_member_who_leaves_the_team_midway_changes_no_more_images(
    bob, alice, team, create_images, client_for
):
    images = create_images(alice, 5, team=team)
    post(client_for(bob), "tag", images, tag="blue")
    action = BulkAction.objects.get()
    actions.run_batch(action.pk)
    Membership.objects.filter(user=bob).delete()
    run_all_batches(action)
    assert (action.done, action.changed, ImageTag.objects.count()) == (5, 2, 2)
    assert action.refused == {"No longer available.": 3}


def test_a_member_who_leaves_the_team_midway_shares_no_more_images(alice, team, create_images, client_for):
    post(client_for(alice), "share", create_images(alice, 5), team=team.slug)
    action = BulkAction.objects.get()
    actions.run_batch(action.pk)
    Membership.objects.filter(user=alice).delete()
    run_all_batches(action)
    assert (action.changed, Image.objects.filter(team=team).count()) == (2, 2)
    assert action.refused == {"You are not a member of this team.": 3}


def test_a_person_suspended_midway_changes_no_more_images(alice, create_images, client_for):
    post(client_for(alice), "trash", create_images(alice, 5))
    action = BulkAction.objects.get()
    actions.run_batch(action.pk)
    type(alice).objects.filter(pk=alice.pk).update(is_active=False)
    assert run_all_batches(action).changed == Image.objects.filter(state="trashed").count() == 2


def test_sharing_many_images_with_a_foreign_team_is_not_found(alice, create_images, client_for):
    other = Team.objects.create(name="Other", slug="other")
    client = client_for(alice)
    response = post(client, "share", create_images(alice, 3), team=other.slug)
    assert response.status_code == 404
    assert not BulkAction.objects.exists()


def test_foreign_images_start_no_bulk_action(alice, charlie, create_images, client_for):
    post(client_for(charlie), "favourite", create_images(alice, 5))
    assert not BulkAction.objects.exists()


def test_reasons_are_shown_in_the_owner_s_language(bob, alice, team, create_images, client_for):
    images = create_images(alice, 3, team=team)
    type(bob).objects.filter(pk=bob.pk).update(language="zh-hans")
    actions.start(BulkVerb.TRASH, [image.pk for image in images], {}, by=bob)
    assert run_all_batches().refused == {"这属于其他人，仅团队负责人可执行此操作。": 3}
