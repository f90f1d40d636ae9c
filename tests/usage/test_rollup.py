"""The totals of a day are those of its runs, even if they changed late."""

from datetime import timedelta

import pytest
from django.utils import timezone

from studio.gallery.curation.trash import move_to_trash
from studio.gallery.models import Collection, CollectionImage, Favourite
from studio.generations.execution import transitions
from studio.generations.models import Generation, Image
from studio.provider.stream.events import Completed, ImageFailed
from studio.usage import rollup
from studio.usage.models import ChangedRun, UsageDay, UsageMismatch, UsageRun
from studio.usage.rollup import roll_up, roll_up_when_due, today
from tests.fixtures import create_run
from tests.generations.finished_runs import TOKENS
from tests.usage.factories import finished_on

pytestmark = pytest.mark.django_db

PRICE = 250_000  # micro-units of an image, as the settings say


@pytest.fixture
def yesterday(db):
    return today() - timedelta(days=1)


def test_a_day_is_summed_up_by_person_and_workspace(alice, bob, team, yesterday):
    finished_on(yesterday, alice, 2)
    finished_on(yesterday, alice, 3, team=team)
    finished_on(yesterday, alice, 1, team=team)
    finished_on(yesterday, bob, 1, team=team)
    roll_up()
    rows = UsageDay.objects.order_by("owner", "team").values_list("owner", "team", "runs", "billed", "micros")
    assert set(rows) == {
        (alice.pk, None, 1, 2, 2 * PRICE),
        (alice.pk, team.pk, 2, 4, 4 * PRICE),
        (bob.pk, team.pk, 1, 1, PRICE),
    }
    row = UsageDay.objects.get(owner=alice, team=team)
    assert (row.day, row.asked, row.tokens, row.provider_tokens) == (yesterday, 4, 4 * TOKENS, 4 * TOKENS)


def test_failures_are_counted_by_their_code(alice, team, yesterday):
    run = create_run(alice, max_images=3, team=team)
    transitions.claim(run.pk)
    for index, code in enumerate(["OutputRisk", "OutputRisk", "ServerError"]):
        transitions.image_failed(run.pk, ImageFailed(index=index, code=code, message="No"))
    transitions.ended(run.pk, completed=True)
    Generation.objects.update(day=yesterday)
    finished_on(yesterday, alice, 1, team=team)
    roll_up()
    row = UsageDay.objects.get()
    assert (row.billed, row.failed, row.micros) == (1, 3, PRICE)
    assert row.failures == {"OutputRisk": 2, "ServerError": 1}


def test_kept_is_a_favourite_approved_downloaded_or_in_a_collection_once_each(alice, yesterday):
    run = finished_on(yesterday, alice, 5)
    favourite, approved, downloaded, collected, _other = run.images.order_by("index")
    Favourite.objects.create(user=alice, image=favourite)
    Favourite.objects.create(user=alice, image=downloaded)
    Image.objects.filter(pk=approved.pk).update(review="approved")
    Image.objects.filter(pk=downloaded.pk).mark_downloaded()
    collection = Collection.objects.create(owner=alice, name="Vases")
    CollectionImage.objects.create(collection=collection, image=collected, position=1)
    roll_up()
    assert UsageDay.objects.get().kept == 4


def test_a_changed_run_is_marked_until_it_is_rolled_up(alice, yesterday):
    run = finished_on(yesterday, alice, 2)
    assert set(ChangedRun.objects.values_list("run_id", flat=True)) == {run.pk}
    roll_up()
    assert not ChangedRun.objects.exists()
    Image.objects.filter(generation=run).update(rating=5, ratings=1)
    Generation.objects.filter(pk=run.pk).update(attempts=9)
    assert not ChangedRun.objects.exists()


def test_a_run_that_changes_late_is_rolled_up_again(alice, yesterday):
    run = finished_on(yesterday, alice, 2)
    other = finished_on(yesterday, alice, 1)
    roll_up()
    run.images.filter(index=0).update(state="failed", error_code="OutputRisk")
    roll_up()
    row = UsageDay.objects.get()
    assert (row.runs, row.billed, row.failures) == (2, 2, {"OutputRisk": 1})
    assert UsageRun.objects.get(pk=other.pk).billed == 1


def test_a_trashed_image_still_counts(alice, yesterday):
    run = finished_on(yesterday, alice, 2)
    move_to_trash(run.images.filter(index=0), by=alice)
    roll_up()
    assert (UsageDay.objects.get().billed, UsageDay.objects.get().micros) == (2, 2 * PRICE)


def test_a_deleted_run_leaves_no_usage(alice, yesterday):
    run = finished_on(yesterday, alice, 2)
    roll_up()
    run.images.all().delete()
    run.delete()
    roll_up()
    assert not UsageDay.objects.exists()
    assert not UsageRun.objects.exists()


def test_rolling_up_twice_changes_nothing(alice, yesterday):
    finished_on(yesterday, alice, 2)
    roll_up()
    roll_up()
    assert UsageDay.objects.get().billed == 2


def test_more_changes_than_fit_in_a_transaction_are_all_rolled_up(alice, yesterday, monkeypatch):
    monkeypatch.setattr(rollup, "AT_ONCE", 2)
    finished_on(yesterday, alice, 3)
    roll_up()
    assert (UsageDay.objects.get().billed, ChangedRun.objects.count()) == (3, 0)


def test_the_sweep_waits_until_a_change_is_a_minute_old(alice, yesterday):
    finished_on(yesterday, alice, 1)
    roll_up_when_due()
    assert not UsageDay.objects.exists()
    ChangedRun.objects.update(at=timezone.now() - timedelta(seconds=61))
    roll_up_when_due()
    assert UsageDay.objects.get().billed == 1


def test_the_sweep_rolls_up_no_more_than_fits_in_a_transaction(alice, yesterday, monkeypatch):
    monkeypatch.setattr(rollup, "AT_ONCE", 2)
    finished_on(yesterday, alice, 3)
    before = ChangedRun.objects.count()
    ChangedRun.objects.update(at=timezone.now() - timedelta(seconds=61))
    roll_up_when_due()
    assert ChangedRun.objects.count() == before - 2


def test_a_run_that_the_provider_counts_differently_is_listed(alice, yesterday):
    finished_on(yesterday, alice, 1)
    run = finished_on(today(), alice, 2)
    transitions.usage(run.pk, Completed(images=3, output_tokens=9, total_tokens=9))
    roll_up()
    found = UsageMismatch.objects.get()
    assert (found.run, found.images, found.provider_images) == (run, 2, 3)
    assert (found.tokens, found.provider_tokens) == (2 * TOKENS, 9)


def test_a_run_without_a_report_is_no_mismatch_and_counts_as_ours(alice, yesterday):
    finished_on(yesterday, alice, 2, has_usage=False)
    roll_up()
    row = UsageDay.objects.get()
    assert (row.provider_images, row.provider_tokens, row.unreported) == (2, 2 * TOKENS, 1)
    assert not UsageMismatch.objects.exists()


def test_an_open_mismatch_is_deleted_once_both_counts_agree(alice, yesterday):
    run = finished_on(yesterday, alice, 2)
    transitions.usage(run.pk, Completed(images=2, output_tokens=9, total_tokens=9))
    roll_up()
    transitions.usage(run.pk, Completed(images=2, output_tokens=2 * TOKENS, total_tokens=2 * TOKENS))
    roll_up()
    assert not UsageMismatch.objects.exists()


def test_a_run_with_images_to_fetch_is_no_mismatch_yet(alice, yesterday):
    run = finished_on(yesterday, alice, 2)
    run.images.filter(index=0).update(state="announced", announced_at=timezone.now(), link="https://x/")
    transitions.usage(run.pk, Completed(images=2, output_tokens=9, total_tokens=9))
    roll_up()
    assert not UsageMismatch.objects.exists()
    run.images.update(state="stored")
    roll_up()
    assert UsageMismatch.objects.get().run == run
