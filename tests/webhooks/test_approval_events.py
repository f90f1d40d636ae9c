"""`image.approved` is sent once for every approval that is not undone."""

import json

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from studio.generations.models import Generation
from studio.review.workflow.decisions import reopen, undo
from studio.webhooks.delivery.queue import enqueue_due
from studio.webhooks.models import Delivery
from tests.accounts.factories import access_key
from tests.review.factories import approve, create_image, queryset_of, reject, submit_image
from tests.webhooks.factories import create_webhook, make_due, queued_events

pytestmark = pytest.mark.django_db


@pytest.fixture
def image(alice, team, endpoint):
    image = create_image(team, by=alice)
    submit_image(image, by=alice)
    return image


def test_an_approved_image_sends_an_event(image, rita, team):
    approve(image, by=rita)
    step = image.submission.events.latest("pk").pk
    assert queued_events() == [("image.approved", image.pk, str(step))]
    data = json.loads(Delivery.objects.get().payload)["data"]
    found = (data["id"], data["review"], data["run"], data["team"])
    assert found == (image.pk, "approved", image.generation_id, team.slug)


def test_the_event_waits_until_the_approval_cannot_be_undone_any_more(image, rita):
    approve(image, by=rita)
    jobs = ProcrastinateJob.objects.filter(task_name="studio.webhooks")
    assert enqueue_due() == 0
    make_due(Delivery.objects.get())
    assert (enqueue_due(), enqueue_due(), jobs.count()) == (1, 0, 1)


def test_an_undone_approval_sends_nothing(image, rita):
    approve(image, by=rita)
    undo(queryset_of(image), by=rita)
    assert queued_events() == []


def test_an_approval_after_reopening_is_another_event(image, rita):
    approve(image, by=rita)
    reopen(queryset_of(image), by=rita)
    approve(image, by=rita)
    assert len(queued_events()) == 2


def test_rejections_and_the_first_of_two_approvals_send_nothing(image, rita, lena):
    image.submission.approvals_needed = 2
    image.submission.save()
    approve(image, by=rita)
    reject(image, by=lena)
    assert queued_events() == []


def test_a_webhook_of_a_key_gets_only_images_of_that_key(alice, bob, team, rita):
    key, other = access_key(alice, team).key, access_key(bob, team).key
    create_webhook(key, alice)
    create_webhook(other, bob)
    image = create_image(team, by=alice)
    Generation.objects.filter(pk=image.generation_id).update(key=key, key_name=key.name)
    submit_image(image, by=alice)
    approve(image, by=rita)
    assert list(Delivery.objects.values_list("endpoint__key", "object_id")) == [(key.pk, image.pk)]
