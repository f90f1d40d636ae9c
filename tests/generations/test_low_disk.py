"""Below the floor of free space no new run begins: said before and at the click, nothing typed is lost or billed."""

import uuid

import pytest
from django.utils import timezone

from studio.accounts.permissions import Forbidden
from studio.generations.models import Generation
from studio.generations.runs.low_disk import low_disk
from studio.generations.runs.submit import start_run
from tests.fixtures import ask, run_of

pytestmark = pytest.mark.django_db

NO_DISK_IS_SO_LARGE = 10**9  # gigabytes


@pytest.fixture
def full(settings):
    settings.MIN_FREE_SPACE = NO_DISK_IS_SO_LARGE


def form() -> dict[str, str]:
    size = {"size_mode": "ratio", "size": "2048x2048", "group": "disabled"}
    return {"submission": str(uuid.uuid4()), "prompt": "A red vase", "workspace": "", **size}


def test_the_composer_refuses_and_keeps_what_was_typed(alice, full, browser_of):
    answer = browser_of(alice).post("/runs/", form())
    assert answer.status_code == 422
    assert "Nothing was sent or billed" in answer.text
    assert "A red vase" in answer.text
    assert not Generation.objects.exists()


def test_a_run_is_not_repeated(alice, settings, browser_of):
    failed = run_of(alice)
    Generation.objects.filter(pk=failed.pk).update(state="failed", finished_at=timezone.now())
    settings.MIN_FREE_SPACE = NO_DISK_IS_SO_LARGE
    answer = browser_of(alice).post(f"/runs/{failed.pk}/rerun/")
    assert answer.status_code == 409
    assert "Nothing was sent or billed" in answer.text
    assert Generation.objects.count() == 1


def test_no_way_leads_around_the_floor(alice, full):
    with pytest.raises(Forbidden, match="almost full"):
        start_run(ask(), by=alice, submission=uuid.uuid4())


def test_a_click_that_was_accepted_is_not_refused_when_it_comes_again(alice, settings):
    submission = uuid.uuid4()
    made = start_run(ask(), by=alice, submission=submission)
    settings.MIN_FREE_SPACE = NO_DISK_IS_SO_LARGE
    assert start_run(ask(), by=alice, submission=submission) == made


def test_everybody_sees_it_and_administrators_what_to_do(alice, full, browser_of):
    for path in ("/", "/runs/"):
        assert "New runs are paused" in browser_of(alice).get(path).text
    assert "STUDIO_MIN_FREE_SPACE" not in browser_of(alice).get("/").text
    alice.is_staff = True
    alice.save()
    assert "STUDIO_MIN_FREE_SPACE sets the minimum" in browser_of(alice).get("/").text


def test_with_room_enough_or_without_a_floor_nothing_is_shown(alice, settings, browser_of):
    for floor in (0, 1e-6):
        settings.MIN_FREE_SPACE = floor
        assert low_disk() is None
        assert "almost full" not in browser_of(alice).get("/").text


def test_files_that_lie_elsewhere_have_no_floor(settings, full):
    elsewhere = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    settings.STORAGES = {**settings.STORAGES, "default": elsewhere}
    assert low_disk() is None
