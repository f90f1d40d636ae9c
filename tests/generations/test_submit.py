"""A click becomes a run."""

import uuid

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from studio.generations.composer.uploads import store
from studio.generations.models import Generation
from studio.generations.runs.submit import start_run
from tests.fixtures import (
    ask,
    picture,
    run_of,
)

pytestmark = pytest.mark.django_db


def test_run_slots_references_and_job_are_stored_together(alice):
    run = start_run(
        ask(max_images=6, references=["https://pictures.example/a.jpg"]), by=alice, submission=uuid.uuid4()
    )
    assert list(run.images.values_list("index", "state")) == [(index, "waiting") for index in range(6)]
    assert [reference.value for reference in run.references_list] == ["url:https://pictures.example/a.jpg"]
    job = ProcrastinateJob.objects.get(pk=run.job)
    assert (job.queue_name, job.status, job.args) == ("runs", "todo", {"run": run.pk})


def test_the_same_submission_twice_is_one_run(alice):
    submission = uuid.uuid4()
    first = start_run(ask(), by=alice, submission=submission)
    second = start_run(ask(prompt="Another text"), by=alice, submission=submission)
    assert first.pk == second.pk
    assert Generation.objects.count() == 1
    assert ProcrastinateJob.objects.filter(args__run=first.pk).count() == 1


def test_somebody_elses_submission_id_is_not_mine(alice, charlie):
    submission = uuid.uuid4()
    assert start_run(ask(), by=alice, submission=submission) != start_run(
        ask(), by=charlie, submission=submission
    )


def test_who_has_more_unfinished_waits_longer(alice, charlie):
    priorities = [
        ProcrastinateJob.objects.get(pk=run_of(who).job).priority for who in (alice, alice, alice, charlie)
    ]
    assert priorities == [0, -1, -2, 0]


def test_the_price_is_frozen_on_the_run(alice, settings):
    run = run_of(alice)
    settings.PRICE *= 10
    run.refresh_from_db()
    assert (run.price, run.currency) == (250_000, "CNY")


def test_references_are_numbered_from_one_in_their_order(alice, uploaded):
    first, second = uploaded(store, alice, "red"), uploaded(store, alice, "blue")
    run = start_run(ask(references=[second, first]), by=alice, submission=uuid.uuid4())
    assert [(one.number, one.upload) for one in run.references_list] == [(1, second), (2, first)]


@pytest.fixture
def uploaded():
    from django.core.files.uploadedfile import SimpleUploadedFile

    return lambda store, owner, colour: store(
        SimpleUploadedFile(f"{colour}.jpg", picture(colour=colour)), by=owner
    )
