"""A team changes its review while images are in it."""

import pytest

from studio.review.models import Submission
from studio.review.workflow.submitting import withdraw
from tests.review.factories import approve, rows, state, submitted

pytestmark = pytest.mark.django_db


def set_approvals(team, number):
    team.approvals = number
    team.save()


def test_an_image_keeps_the_approvals_that_it_was_submitted_for(alice, rita, ruth, image, team):
    set_approvals(team, 2)
    submitted(image, by=alice)
    set_approvals(team, 1)
    approve(image, by=rita)
    assert state(image)[0] == "submitted"
    approve(image, by=ruth)
    assert state(image)[0] == "approved"


def test_without_a_review_the_queue_stays_until_it_is_empty(alice, rita, image, team, browser_of):
    submitted(image, by=alice)
    set_approvals(team, 0)
    client = browser_of(rita)
    assert client.get("/review/").context["opened"] == Submission.objects.get(image=image)
    approve(image, by=rita)
    assert state(image)[0] == "approved"
    assert client.get("/review/").status_code == 404


def test_an_administrator_finds_it_too(alice, image, team, browser_of):
    submitted(image, by=alice)
    set_approvals(team, 0)
    root = type(alice).objects.create(email="root@studio.example", name="Root", is_superuser=True)
    assert browser_of(root).get("/review/").status_code == 200


def test_without_a_review_an_author_still_withdraws(alice, image, team, browser_of):
    submitted(image, by=alice)
    set_approvals(team, 0)
    assert 'action="/images/withdraw/"' in browser_of(alice).get(image.get_absolute_url()).text
    assert withdraw(rows(image), by=alice).changed == [image.pk]
