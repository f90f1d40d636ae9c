"""What lies in the trash for longer than the studio keeps it goes for good; its row stays for its money."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from studio.gallery.curation.trash import delete_expired, move_to_trash, restore
from studio.generations.files.purge import remove_deleted_users
from studio.generations.models import Image

pytestmark = pytest.mark.django_db


def discarded(image, by, *, days):
    move_to_trash(Image.objects.filter(pk=image.pk), by=by)
    Image.objects.filter(pk=image.pk).update(trashed_at=timezone.now() - timedelta(days=days, minutes=1))


def test_only_what_is_older_than_the_setting_goes(alice, stored, settings):
    settings.TRASH_DAYS = 7
    old, young, kept = stored(alice, 3)
    discarded(old, alice, days=7)
    discarded(young, alice, days=6)
    assert delete_expired() == 1
    states = [Image.objects.get(pk=one.pk).state for one in (old, young, kept)]
    assert states == ["removed", "trashed", "stored"]
    assert [default_storage.exists(one.file) for one in (old, young, kept)] == [False, True, True]


def test_the_row_stays_with_what_it_cost(alice, stored):
    image = stored(alice)[0]
    pixels = image.pixels
    discarded(image, alice, days=31)
    delete_expired()
    image.refresh_from_db()
    assert (image.pixels, image.file, image.trashed_at) == (pixels, "", None)
    assert delete_expired() == 0


def test_what_is_gone_for_good_does_not_come_back(alice, stored):
    image = stored(alice)[0]
    discarded(image, alice, days=31)
    delete_expired()
    assert restore(Image.objects.filter(pk=image.pk), by=alice).changed == []


def test_a_deleted_account_leaves_no_private_image_in_the_trash(alice, stored):
    image = stored(alice)[0]
    discarded(image, alice, days=1)
    alice.deleted_at = timezone.now()
    alice.is_active = False
    type(alice).objects.filter(pk=alice.pk).update(deleted_at=alice.deleted_at, is_active=False)
    assert remove_deleted_users() == 1
    assert not default_storage.exists(image.file)
