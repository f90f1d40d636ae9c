"""A click on more images than a request should carry out: one row, batches in the worker, progress, undo."""

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
from tests.gallery.bulk_requests import TAG, carried, few_are_many, part, post  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db


def test_a_large_click_is_a_row_and_a_job_and_nothing_is_changed_yet(alice, stored, browser_of):
    images = stored(alice, 5)
    post(browser_of(alice), "tag", images, tag="blue, 雨夜")
    action = BulkAction.objects.get()
    assert (action.verb, action.total, action.done, action.state) == ("tag", 5, 0, "waiting")
    assert action.arguments == {"tags": ["blue", "雨夜"]}
    job = ProcrastinateJob.objects.get(task_name="studio.bulk")
    assert (job.pk, job.args, job.queue_name) == (action.job, {"bulk": action.pk}, "gallery")
    assert not ImageTag.objects.exists()


def test_a_small_click_is_carried_out_at_once(alice, stored, browser_of):
    post(browser_of(alice), "tag", stored(alice, 2), tag="blue")
    assert ImageTag.objects.count() == 2
    assert not BulkAction.objects.exists()


def test_a_double_click_is_one_row_and_one_job(alice, stored, browser_of):
    images, client = stored(alice, 3), browser_of(alice)
    for _click in range(2):
        post(client, "tag", images, tag="blue", key="abc")
    assert BulkAction.objects.count() == 1
    assert ProcrastinateJob.objects.filter(task_name="studio.bulk").count() == 1


def test_another_form_another_tag_and_the_same_form_later_are_other_clicks(alice, stored, browser_of):
    images, client = stored(alice, 3), browser_of(alice)
    for fields in ({"key": "a", "tag": "x"}, {"key": "b", "tag": "x"}, {"key": "a", "tag": "y"}):
        post(client, "tag", images, **fields)
    assert BulkAction.objects.count() == 3
    BulkAction.objects.update(created=timezone.now() - timedelta(minutes=2))
    post(client, "tag", images, key="a", tag="x")
    assert BulkAction.objects.count() == 4


def test_every_verb_does_in_batches_what_its_small_click_does(alice, team, stored, browser_of):
    images, client = stored(alice, 5), browser_of(alice)
    ids = {one.pk for one in images}
    post(client, "tag", images, tag="blue")
    assert carried().changed == ImageTag.objects.count() == 5
    post(client, "tag", images, tag="blue", remove=1)
    assert carried().changed == 5
    assert not ImageTag.objects.exists()
    post(client, "favourite", images)
    assert carried().changed == Favourite.objects.count() == 5
    post(client, "favourite", images, off=1)
    assert (carried().changed, Favourite.objects.count()) == (5, 0)
    post(client, "rate", images, stars=4)
    assert carried().changed == Rating.objects.filter(stars=4).count() == 5
    post(client, "share", images, team=team.slug)
    assert carried().changed == Image.objects.filter(team=team).count() == 5
    post(client, "unshare", images)
    assert (carried().changed, Image.objects.filter(team=team).count()) == (5, 0)
    post(client, "trash", images)
    assert carried().changed == Image.objects.filter(state="trashed").count() == 5
    post(client, "restore", images)
    assert carried().changed == 5
    assert set(Image.objects.stored().values_list("pk", flat=True)) == ids


def test_all_that_an_address_finds_is_what_it_found_at_the_click(alice, stored, browser_of):
    seen = {one.pk for one in stored(alice, 3, prompt="A lake")}
    browser_of(alice).post(TAG, {"all": "q=lake", "tag": "blue"})
    stored(alice, 2, prompt="Another lake")
    carried()
    assert set(ImageTag.objects.values_list("image", flat=True)) == seen


def test_progress_is_shown_until_the_end_which_offers_the_undo(alice, stored, browser_of):
    client = browser_of(alice)
    page = post(client, "tag", stored(alice, 5), tag="blue").text
    action = BulkAction.objects.get()
    assert f'hx-get="/gallery/bulk/{action.pk}/"' in page
    actions.run_batch(action.pk)
    text = part(client, action).text
    assert "Tagging 2 of 5" in text
    assert re.search(r'<progress[^>]* value="2" max="5"', text)
    carried(action)
    text = part(client, action).text
    assert "5 images tagged." in text
    assert "Undo" in text
    assert "every 1s" not in text
    assert "/gallery/bulk/" not in client.get("/gallery/").text


def test_the_state_is_a_page_of_its_own_without_scripts(alice, stored, browser_of):
    client = browser_of(alice)
    post(client, "tag", stored(alice, 5), tag="blue", back="/gallery/?q=vase")
    page = client.get(f"/gallery/bulk/{BulkAction.objects.get().pk}/").text
    assert "<html" in page
    assert "Tagging 0 of 5" in page
    assert 'href="/gallery/?q=vase"' in page


def test_a_gallery_where_nothing_runs_asks_nothing(alice, stored, browser_of):
    stored(alice, 3)
    with CaptureQueriesContext(connection) as queries:
        browser_of(alice).get("/gallery/")
    assert not [query for query in queries if "bulk" in query["sql"]]


def test_a_worker_that_dies_between_batches_is_followed_by_one_that_goes_on(alice, stored, browser_of):
    images = stored(alice, 5)
    post(browser_of(alice), "favourite", images)
    action = BulkAction.objects.get()
    actions.run_batch(action.pk)
    Favourite.objects.all().delete()
    ProcrastinateJob.objects.filter(pk=action.job).delete()
    assert actions.requeue_orphans() == 1
    assert actions.requeue_orphans() == 0
    assert carried(action).state == "done"
    # Those of the first batch had their turn: they are not done again.
    assert (action.changed, Favourite.objects.count()) == (5, 3)


def test_a_job_that_is_delivered_again_does_nothing(alice, stored, browser_of):
    post(browser_of(alice), "favourite", stored(alice, 3))
    action = carried()
    Favourite.objects.all().delete()
    assert actions.run_batch(action.pk) is False
    assert not Favourite.objects.exists()


def test_a_batch_that_breaks_leaves_nothing_of_itself(alice, stored, browser_of, monkeypatch):
    post(browser_of(alice), "favourite", stored(alice, 3))
    action = BulkAction.objects.get()

    def broken(*_arguments):
        raise RuntimeError

    monkeypatch.setattr(actions, "compress_ids", broken)
    with pytest.raises(RuntimeError):
        actions.run_batch(action.pk)
    action.refresh_from_db()
    assert (action.done, Favourite.objects.count()) == (0, 0)


def test_what_cannot_go_on_says_where_it_stopped_and_can_be_undone(alice, stored, browser_of):
    client = browser_of(alice)
    post(client, "favourite", stored(alice, 5))
    action = BulkAction.objects.get()
    actions.run_batch(action.pk)
    actions.fail(action.pk)
    text = part(client, action).text
    assert "Stopped after 2 of 5 images." in text
    assert "Undo" in text


def test_a_batch_is_a_handful_of_statements(alice, stored, monkeypatch):
    counts = []
    for images in (stored(alice, 3), stored(alice, 15)):
        monkeypatch.setattr(actions, "BATCH", len(images))
        action = actions.start(BulkVerb.TAG, [one.pk for one in images], {"tags": ["blue"]}, by=alice)
        with CaptureQueriesContext(connection) as queries:
            assert actions.run_batch(action.pk) is False
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 16


def test_sharing_a_batch_is_a_handful_of_statements(alice, team, stored, monkeypatch):
    images = [image for _run in range(6) for image in stored(alice, 2)]
    monkeypatch.setattr(actions, "BATCH", 20)
    action = actions.start(BulkVerb.SHARE, [one.pk for one in images], {"team": team.pk}, by=alice)
    with CaptureQueriesContext(connection) as queries:
        actions.run_batch(action.pk)
    assert len(queries) <= 18


def test_what_ended_a_day_ago_is_forgotten(alice, stored):
    ids = [one.pk for one in stored(alice, 3)]
    old, young = (carried(actions.start(BulkVerb.FAVOURITE, ids, {}, by=alice)) for _click in range(2))
    waits = actions.start(BulkVerb.FAVOURITE, ids, {}, by=alice)
    BulkAction.objects.filter(pk=old.pk).update(finished=timezone.now() - timedelta(days=1, minutes=1))
    assert actions.remove_old() == 1
    assert set(BulkAction.objects.all()) == {young, waits}
