"""`run.ended` is sent once for every outcome of a run, in the same transaction."""

import json
import uuid
from datetime import timedelta

import pytest
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from studio.accounts.models import AccessKey
from studio.api.docs.examples import FOLDER
from studio.generations.execution import image_transitions, transitions
from studio.generations.models import Generation
from studio.generations.runs.cancel import cancel
from studio.generations.runs.submit import start_run
from studio.provider.errors import Outcome, ProviderError
from studio.provider.stream.events import ImageFailed
from studio.webhooks.models import Delivery, Endpoint
from tests.accounts.factories import access_key
from tests.fixtures import create_run, generation_params
from tests.generations.finished_runs import finished_run
from tests.generations.unknown_runs import accept, dismiss, image_succeeded, unknown_run
from tests.webhooks.factories import create_webhook, queued_events

pytestmark = pytest.mark.django_db


def fail_run(run: Generation) -> None:
    transitions.claim(run.pk)
    transitions.refused(run.pk, ProviderError("QuotaExceeded", "", outcome=Outcome.PERMANENT, status=429))


def test_a_completed_run_is_sent_once_with_its_images(alice, team, endpoint, settings):
    run = finished_run(alice, 2, team=team)
    assert queued_events() == [("run.ended", run.pk, "completed")]
    payload = json.loads(Delivery.objects.get().payload)
    image = run.images.earliest("index").pk
    assert (payload["type"], payload["data"]["state"]) == ("run.ended", "completed")
    assert payload["data"]["url"] == f"{settings.PUBLIC_URL}/v1/runs/{run.pk}"
    assert payload["data"]["images"][0] == {"id": image, "url": f"{settings.PUBLIC_URL}/v1/images/{image}"}


def test_the_documented_example_has_the_fields_that_are_sent(alice, team, endpoint):
    finished_run(alice, 1, team=team)
    sent, documented = (
        json.loads(text) for text in (Delivery.objects.get().payload, (FOLDER / "run_ended.json").read_text())
    )
    assert sent.keys() == documented.keys()
    assert sent["data"].keys() == documented["data"].keys()
    assert sent["data"]["images"][0].keys() == documented["data"]["images"][0].keys()


def test_the_payload_does_not_contain_the_prompt(alice, team, endpoint):
    run = create_run(alice, team=team, prompt="A secret product")
    fail_run(run)
    assert "secret" not in Delivery.objects.get().payload


def test_a_completed_run_is_sent_only_when_no_image_is_pending(alice, team, endpoint):
    run = create_run(alice, team=team)
    transitions.claim(run.pk)
    slot = transitions.image_made(run.pk, image_succeeded(0))
    transitions.ended(run.pk, completed=True)
    assert queued_events() == []
    image_transitions.fetch_failed(slot, reason="404", retry_at=None)
    assert queued_events() == [("run.ended", run.pk, "completed")]
    image_transitions.images_changed(run.pk)
    assert len(queued_events()) == 1


def test_failed_and_cancelled_runs_are_sent(alice, team, endpoint):
    failed, cancelled = create_run(alice, team=team), create_run(alice, team=team)
    fail_run(failed)
    cancel(cancelled, by=alice)
    assert queued_events() == [("run.ended", failed.pk, "failed"), ("run.ended", cancelled.pk, "cancelled")]
    assert json.loads(Delivery.objects.earliest("pk").payload)["data"]["error"] == "QuotaExceeded"


@pytest.mark.parametrize(("decide", "state"), [(accept, "completed"), (dismiss, "failed")])
def test_an_unknown_run_is_sent_again_when_its_outcome_is_decided(alice, team, endpoint, decide, state):
    run = unknown_run(alice, team=team)
    decide(run)
    assert queued_events() == [("run.ended", run.pk, "unknown"), ("run.ended", run.pk, state)]


def test_a_dismissed_run_that_was_billed_after_all_is_sent_again(alice, team, endpoint):
    run = unknown_run(alice, team=team)
    dismiss(run)
    transitions.image_failed(run.pk, ImageFailed(index=0, code=transitions.LINK_MISSING, message=""))
    assert [state for _type, _run, state in queued_events()] == ["unknown", "failed", "completed"]


def test_a_rollback_sends_nothing(alice, team, endpoint):
    run = create_run(alice, team=team)
    with transaction.atomic():
        fail_run(run)
        assert len(queued_events()) == ProcrastinateJob.objects.filter(queue_name="webhooks").count() == 1
        transaction.set_rollback(True)
    assert queued_events() == []
    assert not ProcrastinateJob.objects.filter(queue_name="webhooks").exists()


def test_the_event_and_its_job_are_created_together(alice, team, endpoint):
    fail_run(create_run(alice, team=team))
    job = ProcrastinateJob.objects.get(task_name="studio.webhooks")
    assert (job.args, job.queue_name) == ({"endpoint": endpoint.pk}, "webhooks")


def test_runs_outside_the_team_are_not_sent(alice, team, endpoint):
    fail_run(create_run(alice))
    assert queued_events() == []


@pytest.mark.parametrize("change", [{"events": ["image.approved"]}, {"disabled_reason": "by_hand"}])
def test_unsubscribed_or_disabled_endpoints_get_nothing(alice, team, endpoint, change):
    Endpoint.objects.update(**change)
    fail_run(create_run(alice, team=team))
    assert queued_events() == []


def test_a_run_that_ended_before_the_webhook_was_created_is_not_sent(alice, team, lena):
    run = finished_run(alice, 1, team=team)
    endpoint = create_webhook(team, lena).endpoint
    Endpoint.objects.update(created=run.finished_at + timedelta(seconds=1))
    image_transitions.images_changed(run.pk)
    assert not endpoint.deliveries.exists()


def test_a_webhook_of_a_key_gets_only_runs_of_that_key(alice):
    key = access_key(alice).key
    create_webhook(key, alice)
    mine = start_run(generation_params(), by=alice, submission=uuid.uuid4(), key=key)
    fail_run(mine)
    fail_run(create_run(alice))
    assert queued_events() == [("run.ended", mine.pk, "failed")]


def test_a_revoked_key_gets_nothing(alice):
    key = access_key(alice).key
    create_webhook(key, alice)
    run = start_run(generation_params(), by=alice, submission=uuid.uuid4(), key=key)
    AccessKey.objects.update(revoked_at=run.created, revoked_by=alice)
    fail_run(run)
    assert queued_events() == []
