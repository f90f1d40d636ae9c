"""Images are submitted for review, withdrawn, and submitted again."""

import pytest
from django.urls import reverse

from studio.accounts.models import Membership, Role
from studio.generations.models import Image
from studio.review.models import Approval, Submission
from studio.review.workflow.submitting import submit, withdraw
from tests.review.factories import approve, create_image, queryset_of, reject, state_of, submit_image

pytestmark = pytest.mark.django_db


def test_an_author_submits_an_image(alice, image):
    assert submit(queryset_of(image), by=alice, note="For the fair").changed == [image.pk]
    found = Submission.objects.get(image=image)
    assert (found.note, found.round, found.approvals_needed) == ("For the fair", 1, 1)
    assert state_of(image) == ("submitted", "submitted")


def test_an_image_in_review_is_not_submitted_twice(alice, image):
    submit(queryset_of(image), by=alice)
    assert list(submit(queryset_of(image), by=alice).refused) == ["Already submitted: In review."]
    assert Submission.objects.get(image=image).round == 1


def test_a_private_image_or_one_in_a_team_without_review_is_not_submitted(alice, image, team):
    private = create_image(None, by=alice)
    assert list(submit(queryset_of(private), by=alice).refused) == ["Share the image with a team first."]
    team.approvals = 0
    team.save()
    assert list(submit(queryset_of(image), by=alice).refused) == ["Brand Studio has no review."]


def test_only_the_author_and_leads_submit(bob, lena, image):
    assert submit(queryset_of(image), by=bob).changed == []
    assert submit(queryset_of(image), by=lena).changed == [image.pk]


def test_a_withdrawn_image_leaves_the_queue_and_can_be_submitted_again(alice, image):
    submit_image(image, by=alice)
    assert withdraw(queryset_of(image), by=alice).changed == [image.pk]
    assert state_of(image) == ("draft", "draft")
    assert submit(queryset_of(image), by=alice).changed == [image.pk]
    assert Submission.objects.get(image=image).round == 2


def test_a_decided_image_is_not_withdrawn(alice, rita, image):
    submit_image(image, by=alice)
    approve(image, by=rita)
    assert list(withdraw(queryset_of(image), by=alice).refused) == ["Not in review."]


def test_a_new_round_discards_earlier_approvals(alice, rita, ruth, image, team):
    team.approvals = 2
    team.save()
    submit_image(image, by=alice)
    approve(image, by=rita)
    reject(image, by=ruth)
    submit(queryset_of(image), by=alice)
    assert not Approval.objects.exists()
    assert approve(image, by=rita).changed == [image.pk]
    assert state_of(image)[0] == "submitted"


def test_a_new_image_can_replace_a_rejected_one(alice, rita, image, team):
    submit_image(image, by=alice)
    reject(image, by=rita)
    replacement = create_image(team, by=alice, prompt="A better vase")
    submit(queryset_of(replacement), by=alice, replaces=image.pk)
    assert Submission.objects.get(image=replacement).replaces.image == image


def test_another_person_s_rejected_image_cannot_be_replaced(alice, bob, rita, image, team):
    submit_image(image, by=alice)
    reject(image, by=rita)
    other = create_image(team, by=bob)
    submit(queryset_of(other), by=bob, replaces=image.pk)
    assert Submission.objects.get(image=other).replaces is None


def test_many_images_are_submitted_by_one_form(alice, team, client_for):
    images = [create_image(team, by=alice) for _ in range(3)]
    form = {"image": [image.pk for image in images], "back": reverse("gallery")}
    page = client_for(alice).post(reverse("images_submit"), form, follow=True)
    assert "3 images submitted for review." in page.text
    assert Image.objects.filter(review="submitted").count() == 3


def test_the_image_page_offers_to_submit_and_shows_the_state(alice, rita, image, client_for):
    page = client_for(alice).get(image.get_absolute_url()).text
    assert "Submit for review" in page
    submit_image(image, by=alice)
    reject(image, by=rita, note="The T is upside down")
    page = client_for(alice).get(image.get_absolute_url()).text
    assert "Rejected by Rita: Unreadable or wrong text" in page
    assert "The T is upside down" in page
    assert "Submit again" in page


def test_a_stranger_cannot_submit(charlie, image, client_for):
    client_for(charlie).post(reverse("images_submit"), {"image": image.pk})
    assert not Submission.objects.exists()


def test_a_viewer_may_not_submit(image, team, client_for, charlie):
    Membership.objects.create(user=charlie, team=team, role=Role.VIEWER)
    assert submit(queryset_of(image), by=charlie).changed == []
