"""The actions on a run's card: download, and delete, hide or unhide."""

import pytest

from studio.generations.models import Generation, HiddenRun
from studio.generations.runs.actions import run_actions
from studio.generations.runs.cancel import cancel
from tests.fixtures import create_run
from tests.generations.finished_runs import finished_run

pytestmark = pytest.mark.django_db


def removal_action(run: Generation, viewer) -> str:
    action = run_actions(Generation.objects.for_card(viewer).get(pk=run.pk), viewer).removal
    return action.url.split("/")[-2] if action else ""


def download_url(run: Generation, viewer) -> str:
    action = run_actions(Generation.objects.for_card(viewer).get(pk=run.pk), viewer).download
    return action.url if action else ""


def test_one_image_is_downloaded_as_a_jpeg_and_several_as_a_zip_file(alice):
    one, several = finished_run(alice, 1), finished_run(alice, 2)
    assert download_url(one, alice) == one.images.get().download_url
    assert download_url(several, alice) == f"/runs/{several.pk}/zip/"


def test_without_images_or_before_the_end_there_is_no_download(alice):
    waiting, cancelled = create_run(alice), cancel(create_run(alice), by=alice)
    assert (download_url(waiting, alice), download_url(cancelled, alice)) == ("", "")


def test_only_an_ended_run_without_images_can_be_deleted_others_hidden(alice):
    cancelled = cancel(create_run(alice), by=alice)
    assert (removal_action(create_run(alice), alice), removal_action(cancelled, alice)) == ("", "delete")
    assert removal_action(finished_run(alice, 1), alice) == "hide"


def test_a_teammate_can_hide_and_unhide_a_run(alice, bob, team):
    run = cancel(create_run(alice, team=team), by=alice)
    assert removal_action(run, bob) == "hide"
    HiddenRun.objects.create(person=bob, run=run)
    assert (removal_action(run, bob), removal_action(run, alice)) == ("unhide", "delete")
