"""Runs started with an access key: the name of the key on them, and its monthly limit."""

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from studio.accounts.keys.issuing import revoke_key
from studio.accounts.models import AccessKey
from studio.generations.account_deletion import delete_account
from studio.generations.models import Generation, Image
from studio.generations.runs.key_limit import KeyLimitReached
from studio.generations.runs.submit import start_run
from tests.accounts.factories import access_key
from tests.fixtures import generation_params


def run_with_key(key: AccessKey, **changes: object) -> Generation:
    return start_run(
        generation_params(**changes), by=key.owner, submission=uuid.uuid4(), team=key.team, key=key
    )


def store_image(run: Generation) -> Image:
    run.images.update(
        state="stored", file="a.jpg", thumbnail="a.webp", sha256="0" * 64, bytes=9, width=2048, height=2048,
        pixels=2048**2, stored_at=timezone.now(),
    )  # fmt: skip
    return run.images.get()


@pytest.mark.django_db
def test_the_card_and_the_image_show_the_name_of_the_key(alice, bob, team, client_for):
    run = run_with_key(access_key(alice, team, name="Figma plug-in").key)
    image = store_image(run)
    for page in (run.get_absolute_url(), image.get_absolute_url(), reverse("gallery") + "?team=brand-studio"):
        assert "Figma plug-in" in client_for(bob).get(page).text, page


@pytest.mark.django_db
def test_a_run_of_a_person_shows_no_key(alice, client_for):
    run = start_run(generation_params(), by=alice, submission=uuid.uuid4())
    assert "Created with an access key" not in client_for(alice).get(run.get_absolute_url()).text


@pytest.mark.django_db
def test_a_run_keeps_the_name_of_a_key_that_was_revoked_or_deleted(alice):
    key = access_key(alice).key
    run = run_with_key(key)
    revoke_key(key, by=alice)
    key.delete()
    run.refresh_from_db()
    assert (run.key, run.key_name) == (None, "Scripts")


@pytest.mark.django_db
def test_the_runs_of_a_deleted_account_name_no_key(alice, team):
    run = run_with_key(access_key(alice, team, name="Alice's laptop").key)
    Generation.objects.update(state="cancelled", finished_at=run.created)
    delete_account(alice)
    run.refresh_from_db()
    assert (run.key, run.key_name) == (None, "")


@pytest.mark.django_db
def test_the_images_of_a_month_are_limited(alice):
    key = access_key(alice, images_per_month=3).key
    run_with_key(key, max_images=2)
    with pytest.raises(KeyLimitReached, match=r"limited to 3 images per month\. 2 are used.* up to 2"):
        run_with_key(key, max_images=2)
    run_with_key(key)
    assert Generation.objects.count() == 2


@pytest.mark.django_db
def test_failed_images_do_not_count(alice):
    key = access_key(alice, images_per_month=2).key
    run_with_key(key, max_images=2).images.update(state="failed")
    assert run_with_key(key, max_images=2)


@pytest.mark.django_db
def test_the_next_month_and_another_key_start_at_zero(alice):
    key = access_key(alice, images_per_month=1).key
    run = run_with_key(key)
    Generation.objects.filter(pk=run.pk).update(day=run.day.replace(day=1) - timedelta(days=1))
    assert run_with_key(key)
    assert run_with_key(access_key(alice, images_per_month=1).key)


@pytest.mark.django_db(transaction=True)
def test_of_many_runs_at_once_exactly_the_monthly_limit_is_accepted(alice):
    key = access_key(alice, images_per_month=3).key
    start = threading.Barrier(6)

    def submit(_number: int) -> str:
        start.wait()
        try:
            run_with_key(key)
        except KeyLimitReached:
            return "refused"
        finally:
            connection.close()
        return "accepted"

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(submit, range(6))) == ["accepted"] * 3 + ["refused"] * 3
    assert Generation.objects.count() == 3
