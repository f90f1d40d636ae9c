"""Images are submitted for review, withdrawn, and submitted again."""

import pytest
from django.urls import reverse

from studio.accounts.models import Membership, Role
from studio.generations.models import Image
from studio.review.models import Approval, Submission
from studio.review.workflow.submitting import submit, withdraw
from tests.review.factories import approve, image_in, reject, rows, state, submitted

pytestmark = pytest.mark.django_db


def test_an_author_submits_an_image(alice, image):
    assert submit(rows(image), by=alice, note="For the fair").changed == [image.pk]
    found = Submission.objects.get(image=image)
    assert (found.note, found.round, found.approvals_needed) == ("For the fair", 1, 1)
    assert state(image) == ("submitted", "submitted")


def test_what_is_in_review_already_is_not_submitted_twice(alice, image):
    submit(rows(image), by=alice)
    assert list(submit(rows(image), by=alice).refused) == ["Already submitted: In review."]
    assert Submission.objects.get(image=image).round == 1


def test_a_private_image_and_a_team_without_review_have_nobody_to_submit_to(alice, image, team):
    private = image_in(None, by=alice)
    assert list(submit(rows(private), by=alice).refused) == ["Share the image with a team first."]
    team.approvals = 0
    team.save()
    assert list(submit(rows(image), by=alice).refused) == ["Brand Studio has no review."]


def test_only_the_author_and_leads_submit(bob, lena, image):
    assert submit(rows(image), by=bob).changed == []
    assert submit(rows(image), by=lena).changed == [image.pk]


def test_a_withdrawn_image_leaves_the_queue_and_may_come_back(alice, image):
    submitted(image, by=alice)
    assert withdraw(rows(image), by=alice).changed == [image.pk]
    assert state(image) == ("draft", "draft")
    assert submit(rows(image), by=alice).changed == [image.pk]
    assert Submission.objects.get(image=image).round == 2


def test_a_decided_image_is_not_withdrawn(alice, rita, image):
    submitted(image, by=alice)
    approve(image, by=rita)
    assert list(withdraw(rows(image), by=alice).refused) == ["Not in review."]


def test_another_round_forgets_the_approvals_of_the_one_before(alice, rita, ruth, image, team):
    team.approvals = 2
    team.save()
    submitted(image, by=alice)
    approve(image, by=rita)
    reject(image, by=ruth)
    submit(rows(image), by=alice)
    assert not Approval.objects.exists()
    assert approve(image, by=rita).changed == [image.pk]
    assert state(image)[0] == "submitted"


def test_a_new_image_is_compared_with_the_refused_one_that_the_author_names(alice, rita, image, team):
    submitted(image, by=alice)
    reject(image, by=rita)
    better = image_in(team, by=alice, prompt="A better vase")
    submit(rows(better), by=alice, replaces=image.pk)
    assert Submission.objects.get(image=better).replaces.image == image


def test_somebody_elses_refused_image_is_no_earlier_version(alice, bob, rita, image, team):
    submitted(image, by=alice)
    reject(image, by=rita)
    other = image_in(team, by=bob)
    submit(rows(other), by=bob, replaces=image.pk)
    assert Submission.objects.get(image=other).replaces is None


def test_many_images_are_submitted_by_one_form(alice, team, browser_of):
    images = [image_in(team, by=alice) for _ in range(3)]
    form = {"image": [one.pk for one in images], "back": reverse("gallery")}
    page = browser_of(alice).post(reverse("images_submit"), form, follow=True)
    assert "3 images submitted for review." in page.text
    assert Image.objects.filter(review="submitted").count() == 3


def test_the_image_page_offers_to_submit_and_shows_the_state(alice, rita, image, browser_of):
    page = browser_of(alice).get(image.get_absolute_url()).text
    assert "Submit for review" in page
    submitted(image, by=alice)
    reject(image, by=rita, note="The T is upside down")
    page = browser_of(alice).get(image.get_absolute_url()).text
    assert "Rejected by Rita: Unreadable or wrong text" in page
    assert "The T is upside down" in page
    assert "Submit again" in page


def test_a_stranger_submits_nothing(charlie, image, browser_of):
    browser_of(charlie).post(reverse("images_submit"), {"image": image.pk})
    assert not Submission.objects.exists()


def test_a_viewer_may_not_submit(image, team, browser_of, charlie):
    Membership.objects.create(user=charlie, team=team, role=Role.VIEWER)
    assert submit(rows(image), by=charlie).changed == []
