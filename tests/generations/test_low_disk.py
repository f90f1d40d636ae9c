"""Below the minimum of free disk space no new run starts: pages say so, input is kept, nothing is billed."""

import uuid

import pytest
from django.utils import timezone

from studio.accounts.permissions import Forbidden
from studio.generations.models import Generation
from studio.generations.runs.low_disk import low_disk
from studio.generations.runs.submit import start_run
from tests.fixtures import create_run, generation_params

pytestmark = pytest.mark.django_db

MORE_THAN_ANY_DISK = 10**9  # gigabytes


@pytest.fixture
def full_disk(settings):
    settings.MIN_FREE_SPACE = MORE_THAN_ANY_DISK


def form() -> dict[str, str]:
    size = {"size_mode": "ratio", "size": "2048x2048", "group": "disabled"}
    return {"submission": str(uuid.uuid4()), "prompt": "A red vase", "workspace": "", **size}


def test_the_composer_refuses_and_keeps_the_input(alice, full_disk, client_for):
    response = client_for(alice).post("/runs/", form())
    assert response.status_code == 422
    assert "Nothing was sent or billed" in response.text
    assert "A red vase" in response.text
    assert not Generation.objects.exists()


def test_a_rerun_is_refused(alice, settings, client_for):
    failed = create_run(alice)
    Generation.objects.filter(pk=failed.pk).update(state="failed", finished_at=timezone.now())
    settings.MIN_FREE_SPACE = MORE_THAN_ANY_DISK
    response = client_for(alice).post(f"/runs/{failed.pk}/rerun/")
    assert response.status_code == 409
    assert "Nothing was sent or billed" in response.text
    assert Generation.objects.count() == 1


def test_starting_a_run_without_the_form_is_refused_too(alice, full_disk):
    with pytest.raises(Forbidden, match="almost full"):
        start_run(generation_params(), by=alice, submission=uuid.uuid4())


def test_an_accepted_submission_is_not_refused_when_repeated(alice, settings):
    submission = uuid.uuid4()
    run = start_run(generation_params(), by=alice, submission=submission)
    settings.MIN_FREE_SPACE = MORE_THAN_ANY_DISK
    assert start_run(generation_params(), by=alice, submission=submission) == run


def test_everybody_sees_the_warning_and_administrators_what_to_do(alice, full_disk, client_for):
    for path in ("/", "/runs/"):
        assert "New runs are paused" in client_for(alice).get(path).text
    assert "STUDIO_MIN_FREE_SPACE" not in client_for(alice).get("/").text
    alice.is_staff = True
    alice.save()
    assert "STUDIO_MIN_FREE_SPACE sets the minimum" in client_for(alice).get("/").text


def test_with_enough_space_or_without_a_minimum_nothing_is_shown(alice, settings, client_for):
    for minimum in (0, 1e-6):
        settings.MIN_FREE_SPACE = minimum
        assert low_disk() is None
        assert "almost full" not in client_for(alice).get("/").text


def test_files_in_another_storage_have_no_minimum(settings, full_disk):
    other_storage = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    settings.STORAGES = {**settings.STORAGES, "default": other_storage}
    assert low_disk() is None
