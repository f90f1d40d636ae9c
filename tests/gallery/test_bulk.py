"""An action on more images than one request should handle: one row, batches in the worker, progress, undo."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from studio.gallery.bulk import actions
from studio.gallery.models import BulkAction, BulkVerb, Favourite, ImageTag, Rating
from studio.generations.models import Image
from tests.gallery.bulk_requests import TAG, fetch_progress, lower_bulk_limits, post, run_all_batches  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db


def test_a_large_selection_creates_a_row_and_a_job_and_changes_nothing_yet(alice, create_images, client_for):
    images = create_images(alice, 5)
    post(client_for(alice), "tag", images, tag="blue, 雨夜")
    action = BulkAction.objects.get()
    assert (action.verb, action.total, action.done, action.state) == ("tag", 5, 0, "waiting")
    assert action.arguments == {"tags": ["blue", "雨夜"]}
    job = ProcrastinateJob.objects.get(task_name="studio.bulk")
    assert (job.pk, job.args, job.queue_name) == (action.job, {"bulk": action.pk}, "gallery")
    assert not ImageTag.objects.exists()


def test_a_small_selection_is_processed_in_the_request(alice, create_images, client_for):
    post(client_for(alice), "tag", create_images(alice, 2), tag="blue")
    assert ImageTag.objects.count() == 2
    assert not BulkAction.objects.exists()


def test_a_double_click_creates_one_row_and_one_job(alice, create_images, client_for):
    images, client = create_images(alice, 3), client_for(alice)
    for _click in range(2):
        post(client, "tag", images, tag="blue", key="abc")
    assert BulkAction.objects.count() == 1
    assert ProcrastinateJob.objects.filter(task_name="studio.bulk").count() == 1


def test_another_form_another_tag_or_a_later_click_starts_a_new_action(alice, create_images, client_for):
    images, client = create_images(alice, 3), client_for(alice)
    for fields in ({"key": "a", "tag": "x"}, {"key": "b", "tag": "x"}, {"key": "a", "tag": "y"}):
        post(client, "tag", images, **fields)
    assert BulkAction.objects.count() == 3
    BulkAction.objects.update(created=timezone.now() - timedelta(minutes=2))
    post(client, "tag", images, key="a", tag="x")
    assert BulkAction.objects.count() == 4


def test_every_verb_does_the_same_in_batches_as_in_one_request(alice, team, create_images, client_for):
    images, client = create_images(alice, 5), client_for(alice)
    ids = {image.pk for image in images}
    post(client, "tag", images, tag="blue")
    assert run_all_batches().changed == ImageTag.objects.count() == 5
    post(client, "tag", images, tag="blue", remove=1)
    assert run_all_batches().changed == 5
    assert not ImageTag.objects.exists()
    post(client, "favourite", images)
    assert run_all_batches().changed == Favourite.objects.count() == 5
    post(client, "favourite", images, off=1)
    assert (run_all_batches().changed, Favourite.objects.count()) == (5, 0)
    post(client, "rate", images, stars=4)
    assert run_all_batches().changed == Rating.objects.filter(stars=4).count() == 5
    post(client, "share", images, team=team.slug)
    assert run_all_batches().changed == Image.objects.filter(team=team).count() == 5
    post(client, "unshare", images)
    assert (run_all_batches().changed, Image.objects.filter(team=team).count()) == (5, 0)
    post(client, "trash", images)
    assert run_all_batches().changed == Image.objects.filter(state="trashed").count() == 5
    post(client, "restore", images)
    assert run_all_batches().changed == 5
    assert set(Image.objects.stored().values_list("pk", flat=True)) == ids


def test_a_selection_by_query_is_fixed_at_the_click(alice, create_images, client_for):
    expected = {image.pk for image in create_images(alice, 3, prompt="A lake")}
    client_for(alice).post(TAG, {"all": "q=lake", "tag": "blue"})
    create_images(alice, 2, prompt="Another lake")
    run_all_batches()
    assert set(ImageTag.objects.values_list("image", flat=True)) == expected


def test_progress_is_shown_until_the_end_and_then_undo_is_offered(alice, create_images, client_for):
    client = client_for(alice)
    page = post(client, "tag", create_images(alice, 5), tag="blue").text
    action = BulkAction.objects.get()
    assert f'hx-get="/gallery/bulk/{action.pk}/"' in page
    actions.run_batch(action.pk)
    text = fetch_progress(client, action).text
    assert "Tagging 2 of 5" in text
    assert re.search(r'<progress[^>]* value="2" max="5"', text)
    run_all_batches(action)
    text = fetch_progress(client, action).text
    assert "5 images tagged." in text
    assert "Undo" in text
    assert "every 1s" not in text
    assert "/gallery/bulk/" not in client.get("/gallery/").text


def test_without_javascript_progress_is_a_full_page(alice, create_images, client_for):
    client = client_for(alice)
    post(client, "tag", create_images(alice, 5), tag="blue", back="/gallery/?q=vase")
    page = client.get(f"/gallery/bulk/{BulkAction.objects.get().pk}/").text
    assert "<html" in page
    assert "Tagging 0 of 5" in page
    assert 'href="/gallery/?q=vase"' in page


def test_a_gallery_without_bulk_actions_does_not_query_them(alice, create_images, client_for):
    create_images(alice, 3)
    with CaptureQueriesContext(connection) as queries:
        client_for(alice).get("/gallery/")
    assert not [query for query in queries if "bulk" in query["sql"]]


def test_after_a_worker_dies_between_batches_another_one_continues(alice, create_images, client_for):
    images = create_images(alice, 5)
    post(client_for(alice), "favourite", images)
    action = BulkAction.objects.get()
    actions.run_batch(action.pk)
    Favourite.objects.all().delete()
    ProcrastinateJob.objects.filter(pk=action.job).delete()
    assert actions.requeue_orphans() == 1
    assert actions.requeue_orphans() == 0
    assert run_all_batches(action).state == "done"
    # The images of the first batch are not processed again.
    assert (action.changed, Favourite.objects.count()) == (5, 3)


def test_a_job_that_is_delivered_again_does_nothing(alice, create_images, client_for):
    post(client_for(alice), "favourite", create_images(alice, 3))
    action = run_all_batches()
    Favourite.objects.all().delete()
    assert actions.run_batch(action.pk) is False
    assert not Favourite.objects.exists()


def test_a_failing_batch_is_rolled_back(alice, create_images, client_for, monkeypatch):
    post(client_for(alice), "favourite", create_images(alice, 3))
    action = BulkAction.objects.get()

    def broken(*_arguments):
        raise RuntimeError

    monkeypatch.setattr(actions, "compress_ids", broken)
    with pytest.raises(RuntimeError):
        actions.run_batch(action.pk)
    action.refresh_from_db()
    assert (action.done, Favourite.objects.count()) == (0, 0)


def test_a_failed_action_says_where_it_stopped_and_can_be_undone(alice, create_images, client_for):
    client = client_for(alice)
    post(client, "favourite", create_images(alice, 5))
    action = BulkAction.objects.get()
    actions.run_batch(action.pk)
    actions.fail(action.pk)
    text = fetch_progress(client, action).text
    assert "Stopped after 2 of 5 images." in text
    assert "Undo" in text


def test_a_batch_takes_a_constant_number_of_queries(alice, create_images, monkeypatch):
    counts = []
    for images in (create_images(alice, 3), create_images(alice, 15)):
        monkeypatch.setattr(actions, "BATCH", len(images))
        action = actions.start(BulkVerb.TAG, [image.pk for image in images], {"tags": ["blue"]}, by=alice)
        with CaptureQueriesContext(connection) as queries:
            assert actions.run_batch(action.pk) is False
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 16


def test_sharing_a_batch_takes_few_queries(alice, team, create_images, monkeypatch):
    images = [image for _run in range(6) for image in create_images(alice, 2)]
    monkeypatch.setattr(actions, "BATCH", 20)
    action = actions.start(BulkVerb.SHARE, [image.pk for image in images], {"team": team.pk}, by=alice)
    with CaptureQueriesContext(connection) as queries:
        actions.run_batch(action.pk)
    assert len(queries) <= 18


def test_actions_that_ended_more_than_a_day_ago_are_deleted(alice, create_images):
    ids = [image.pk for image in create_images(alice, 3)]
    old, recent = (
        run_all_batches(actions.start(BulkVerb.FAVOURITE, ids, {}, by=alice)) for _click in range(2)
    )
    waiting = actions.start(BulkVerb.FAVOURITE, ids, {}, by=alice)
    BulkAction.objects.filter(pk=old.pk).update(finished=timezone.now() - timedelta(days=1, minutes=1))
    assert actions.remove_old() == 1
    assert set(BulkAction.objects.all()) == {recent, waiting}
