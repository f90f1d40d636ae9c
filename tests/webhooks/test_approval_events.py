"""`image.approved`: once for every approval that nobody undoes."""

import json

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from studio.generations.models import Generation
from studio.review.workflow.decisions import reopen, undo
from studio.webhooks.delivery.queue import enqueue_due
from studio.webhooks.models import Delivery
from tests.accounts.factories import access_key
from tests.review.factories import approve, image_in, reject, rows, submitted
from tests.webhooks.factories import events, make_due, webhook

pytestmark = pytest.mark.django_db


@pytest.fixture
def image(alice, team, endpoint):
    image = image_in(team, by=alice)
    submitted(image, by=alice)
    return image


def test_an_approved_image_is_sent(image, rita, team):
    approve(image, by=rita)
    step = image.submission.events.latest("pk").pk
    assert events() == [("image.approved", image.pk, str(step))]
    data = json.loads(Delivery.objects.get().payload)["data"]
    found = (data["id"], data["review"], data["run"], data["team"])
    assert found == (image.pk, "approved", image.generation_id, team.slug)


def test_it_waits_until_it_can_no_longer_be_undone(image, rita):
    approve(image, by=rita)
    jobs = ProcrastinateJob.objects.filter(task_name="studio.webhooks")
    assert enqueue_due() == 0
    make_due(Delivery.objects.get())
    assert (enqueue_due(), enqueue_due(), jobs.count()) == (1, 0, 1)


def test_an_undone_approval_is_not_sent(image, rita):
    approve(image, by=rita)
    undo(rows(image), by=rita)
    assert events() == []


def test_an_approval_after_a_reopened_one_is_another_event(image, rita):
    approve(image, by=rita)
    reopen(rows(image), by=rita)
    approve(image, by=rita)
    assert len(events()) == 2


def test_other_decisions_and_the_first_of_two_approvals_are_not_sent(image, rita, lena):
    image.submission.approvals_needed = 2
    image.submission.save()
    approve(image, by=rita)
    reject(image, by=lena)
    assert events() == []


def test_a_key_is_sent_images_that_it_made(alice, bob, team, rita):
    key, other = access_key(alice, team).key, access_key(bob, team).key
    webhook(key, alice)
    webhook(other, bob)
    image = image_in(team, by=alice)
    Generation.objects.filter(pk=image.generation_id).update(key=key, key_name=key.name)
    submitted(image, by=alice)
    approve(image, by=rita)
    assert list(Delivery.objects.values_list("endpoint__key", "thing")) == [(key.pk, image.pk)]
