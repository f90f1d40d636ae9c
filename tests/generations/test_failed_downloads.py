"""Administrators are notified once of result links of a completed run that keep failing, with the time left."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from studio.accounts import notifications
from studio.accounts.models import Notification, NotificationKind
from studio.generations.execution import image_transitions
from studio.generations.execution.failed_downloads import TRIES, is_permanent
from studio.generations.models import Generation, Image
from studio.provider.limits import LINK_LIFE
from tests.fixtures import create_run

pytestmark = pytest.mark.django_db


@pytest.fixture
def slots(alice) -> list[Image]:
    """Two links of a completed run, both tried a few times."""
    run = create_run(alice, max_images=2)
    now = timezone.now()
    Generation.objects.filter(pk=run.pk).update(state="completed", finished_at=now)
    for slot in run.images.all():
        Image.objects.filter(pk=slot.pk).update(
            state="announced", link=f"https://x/{slot.pk}", announced_at=now, fetch_attempts=TRIES
        )
    return list(run.images.order_by("index"))


def fail_download(slot: Image, code: str = "http_404", *, final: bool = False) -> None:
    retry_at = None if final else timezone.now() + timedelta(minutes=1)
    image_transitions.fetch_failed(slot.pk, reason=code, retry_at=retry_at)


def test_administrators_are_notified_once_for_a_run(slots, root):
    fail_download(slots[0])
    fail_download(slots[1], "not_jpeg")
    notification = Notification.objects.get()
    assert (notification.person, notification.kind, notification.object_id) == (
        root,
        NotificationKind.DOWNLOAD,
        slots[0].generation_id,
    )
    assert notification.expires_at == Image.objects.get(pk=slots[0].pk).announced_at + LINK_LIFE


def test_the_notification_says_what_failed_and_when_the_links_expire(slots, root, client_for):
    fail_download(slots[0])
    page = client_for(root).get(reverse("notifications")).text
    assert f"Images of run <b>{slots[0].generation_id}</b> cannot be downloaded" in page
    assert "http_404" in page
    assert "links expire 23" in page


def test_the_notification_opens_the_private_run_in_the_admin(slots, root, client_for):
    fail_download(slots[0])
    client = client_for(root)
    response = client.post(reverse("notification_open", args=[Notification.objects.get().pk]), follow=True)
    assert response.status_code == 200
    assert "http_404" in response.text


def test_only_current_administrators_see_the_notification(slots, root, alice):
    fail_download(slots[0])
    assert not Notification.objects.exclude(person=root).exists()
    root.is_superuser = root.is_staff = False
    root.save()
    assert not notifications.visible(root).exists()


@pytest.mark.parametrize(
    ("changes", "run_state"), [({"fetch_attempts": TRIES - 1}, "completed"), ({}, "unknown")]
)
def test_a_first_failure_or_an_unfinished_run_is_not_reported(slots, root, changes, run_state):
    Generation.objects.update(state=run_state)
    Image.objects.update(**{"fetch_attempts": TRIES, **changes})
    fail_download(slots[0])
    assert not Notification.objects.exists()


def test_a_final_failure_is_not_reported(slots, root):
    fail_download(slots[0], final=True)
    assert not Notification.objects.exists()


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("http_404", True),
        ("http_403", True),
        ("not_jpeg", True),
        ("bad_url", True),
        ("http_429", False),
        ("http_503", False),
        ("unreachable", False),
        ("not_written", False),
    ],
)
def test_only_errors_that_a_retry_cannot_fix_are_permanent(code, expected):
    assert is_permanent(code) is expected
