"""Images in the trash beyond the retention period are deleted for good; their rows stay for accounting."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from studio.gallery.curation.trash import delete_expired, move_to_trash, restore
from studio.generations.files.purge import remove_images_of_deleted_users
from studio.generations.models import Image

pytestmark = pytest.mark.django_db


def trash_days_ago(image, by, *, days):
    move_to_trash(Image.objects.filter(pk=image.pk), by=by)
    Image.objects.filter(pk=image.pk).update(trashed_at=timezone.now() - timedelta(days=days, minutes=1))


def test_only_images_older_than_the_setting_are_deleted(alice, create_images, settings):
    settings.TRASH_DAYS = 7
    old, recent, kept = create_images(alice, 3)
    trash_days_ago(old, alice, days=7)
    trash_days_ago(recent, alice, days=6)
    assert delete_expired() == 1
    states = [Image.objects.get(pk=image.pk).state for image in (old, recent, kept)]
    assert states == ["removed", "trashed", "stored"]
    assert [default_storage.exists(image.file) for image in (old, recent, kept)] == [False, True, True]


def test_the_row_of_a_deleted_image_keeps_what_it_cost(alice, create_images):
    image = create_images(alice)[0]
    pixels = image.pixels
    trash_days_ago(image, alice, days=31)
    delete_expired()
    image.refresh_from_db()
    assert (image.pixels, image.file, image.trashed_at) == (pixels, "", None)
    assert delete_expired() == 0


def test_a_deleted_image_cannot_be_restored(alice, create_images):
    image = create_images(alice)[0]
    trash_days_ago(image, alice, days=31)
    delete_expired()
    assert restore(Image.objects.filter(pk=image.pk), by=alice).changed == []


def test_a_deleted_account_leaves_no_private_image_in_the_trash(alice, create_images):
    image = create_images(alice)[0]
    trash_days_ago(image, alice, days=1)
    alice.deleted_at = timezone.now()
    alice.is_active = False
    type(alice).objects.filter(pk=alice.pk).update(deleted_at=alice.deleted_at, is_active=False)
    assert remove_images_of_deleted_users() == 1
    assert not default_storage.exists(image.file)
