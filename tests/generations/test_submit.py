"""`start_run` creates a run with its slots, references and job."""

import uuid

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from studio.generations.composer.uploads import store
from studio.generations.models import Generation
from studio.generations.runs.submit import start_run
from tests.fixtures import (
    create_run,
    generation_params,
    image_bytes,
)

pytestmark = pytest.mark.django_db


def test_run_slots_references_and_job_are_created_together(alice):
    run = start_run(
        generation_params(max_images=6, references=["https://pictures.example/a.jpg"]),
        by=alice,
        submission=uuid.uuid4(),
    )
    assert list(run.images.values_list("index", "state")) == [(index, "waiting") for index in range(6)]
    assert [reference.value for reference in run.references_list] == ["url:https://pictures.example/a.jpg"]
    job = ProcrastinateJob.objects.get(pk=run.job)
    assert (job.queue_name, job.status, job.args) == ("runs", "todo", {"run": run.pk})


def test_the_same_submission_twice_is_one_run(alice):
    submission = uuid.uuid4()
    first = start_run(generation_params(), by=alice, submission=submission)
    second = start_run(generation_params(prompt="Another text"), by=alice, submission=submission)
    assert first.pk == second.pk
    assert Generation.objects.count() == 1
    assert ProcrastinateJob.objects.filter(args__run=first.pk).count() == 1


def test_the_same_submission_id_of_another_user_is_another_run(alice, charlie):
    submission = uuid.uuid4()
    assert start_run(generation_params(), by=alice, submission=submission) != start_run(
        generation_params(), by=charlie, submission=submission
    )


def test_each_unfinished_run_of_a_user_lowers_the_priority_of_the_next(alice, charlie):
    priorities = [
        ProcrastinateJob.objects.get(pk=create_run(user).job).priority
        for user in (alice, alice, alice, charlie)
    ]
    assert priorities == [0, -1, -2, 0]


def test_the_price_is_frozen_on_the_run(alice, settings):
    run = create_run(alice)
    settings.PRICE *= 10
    run.refresh_from_db()
    assert (run.price, run.currency) == (250_000, "CNY")


def test_references_are_numbered_from_one_in_their_order(alice, create_upload):
    first, second = create_upload(store, alice, "red"), create_upload(store, alice, "blue")
    run = start_run(generation_params(references=[second, first]), by=alice, submission=uuid.uuid4())
    assert [(one.number, one.upload) for one in run.references_list] == [(1, second), (2, first)]


@pytest.fixture
def create_upload():
    from django.core.files.uploadedfile import SimpleUploadedFile

    return lambda store, owner, colour: store(
        SimpleUploadedFile(f"{colour}.jpg", image_bytes(colour=colour)), by=owner
    )
