"""A team changes its review policy while images are in review."""

import pytest

from studio.review.models import Submission
from studio.review.workflow.submitting import withdraw
from tests.review.factories import approve, queryset_of, state_of, submit_image

pytestmark = pytest.mark.django_db


def set_approvals(team, number):
    team.approvals = number
    team.save()


def test_an_image_keeps_the_number_of_approvals_it_was_submitted_for(alice, rita, ruth, image, team):
    set_approvals(team, 2)
    submit_image(image, by=alice)
    set_approvals(team, 1)
    approve(image, by=rita)
    assert state_of(image)[0] == "submitted"
    approve(image, by=ruth)
    assert state_of(image)[0] == "approved"


def test_after_review_is_disabled_the_queue_stays_until_it_is_empty(alice, rita, image, team, client_for):
    submit_image(image, by=alice)
    set_approvals(team, 0)
    client = client_for(rita)
    assert client.get("/review/").context["opened"] == Submission.objects.get(image=image)
    approve(image, by=rita)
    assert state_of(image)[0] == "approved"
    assert client.get("/review/").status_code == 404


def test_after_review_is_disabled_an_administrator_still_sees_the_queue(alice, image, team, client_for):
    submit_image(image, by=alice)
    set_approvals(team, 0)
    root = type(alice).objects.create(email="root@studio.example", name="Root", is_superuser=True)
    assert client_for(root).get("/review/").status_code == 200


def test_after_review_is_disabled_an_author_can_still_withdraw(alice, image, team, client_for):
    submit_image(image, by=alice)
    set_approvals(team, 0)
    assert 'action="/images/withdraw/"' in client_for(alice).get(image.get_absolute_url()).text
    assert withdraw(queryset_of(image), by=alice).changed == [image.pk]
