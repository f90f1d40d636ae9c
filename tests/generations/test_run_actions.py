"""What a run's card offers: the download, and delete, hide or show."""

import pytest

from studio.generations.models import Generation, HiddenRun
from studio.generations.runs.actions import run_actions
from studio.generations.runs.cancel import cancel
from tests.fixtures import run_of
from tests.generations.finished_runs import finished

pytestmark = pytest.mark.django_db


def removal(run: Generation, viewer) -> str:
    found = run_actions(Generation.objects.for_card(viewer).get(pk=run.pk), viewer).removal
    return found.url.split("/")[-2] if found else ""


def download(run: Generation, viewer) -> str:
    found = run_actions(Generation.objects.for_card(viewer).get(pk=run.pk), viewer).download
    return found.url if found else ""


def test_one_image_comes_as_a_jpeg_and_several_as_a_zip_file(alice):
    one, several = finished(alice, 1), finished(alice, 2)
    assert download(one, alice) == one.images.get().download_url
    assert download(several, alice) == f"/runs/{several.pk}/zip/"


def test_without_images_or_before_the_end_there_is_no_download(alice):
    waiting, cancelled = run_of(alice), cancel(run_of(alice), by=alice)
    assert (download(waiting, alice), download(cancelled, alice)) == ("", "")


def test_only_an_ended_run_without_images_is_deleted_the_rest_hidden(alice):
    cancelled = cancel(run_of(alice), by=alice)
    assert (removal(run_of(alice), alice), removal(cancelled, alice)) == ("", "delete")
    assert removal(finished(alice, 1), alice) == "hide"


def test_a_teammate_hides_and_shows_again(alice, bob, team):
    run = cancel(run_of(alice, team=team), by=alice)
    assert removal(run, bob) == "hide"
    HiddenRun.objects.create(person=bob, run=run)
    assert (removal(run, bob), removal(run, alice)) == ("unhide", "delete")
