"""Downloads after the end of a call: what the card shows, which actions exist, and when the run is done."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from studio.accounts.models import Notification
from studio.generations.execution import image_transitions, transitions
from studio.generations.models import Generation, Image
from studio.generations.states import SlotState
from studio.provider.sizes import Size
from studio.provider.stream.events import ImageSucceeded
from tests.fixtures import create_run

pytestmark = pytest.mark.django_db


@pytest.fixture
def saving_run(alice) -> Generation:
    """A run whose call has ended, with its one image still at the provider."""
    return create_saving_run(alice)


@pytest.fixture
def stuck_run(saving_run) -> Generation:
    """The same run after its link returned 404."""
    return fail_download(saving_run)


def create_saving_run(owner, **changes) -> Generation:
    run = create_run(owner, **changes)
    transitions.claim(run.pk)
    size = Size(2496, 1664)
    transitions.image_made(run.pk, ImageSucceeded(index=0, url="https://results.example/0.jpg", size=size))
    transitions.ended(run.pk, completed=True)
    return run


def fail_download(run: Generation) -> Generation:
    later = timezone.now() + timedelta(minutes=9)
    image_transitions.fetch_failed(run.images.get().pk, reason="http_404", retry_at=later)
    return run


def card_html(run: Generation, user) -> str:
    client = Client()
    client.force_login(user)
    return client.get(run.get_absolute_url()).text


def post(client: Client, name: str, run: Generation):
    return client.post(reverse(name, args=[run.pk]), headers={"HX-Request": "true"})


def test_a_run_whose_images_are_still_downloading_shows_saving(saving_run, alice):
    text = card_html(saving_run, alice)
    assert "Saving" in text
    assert "data-announce" not in text


def test_a_run_is_done_when_no_image_is_pending(saving_run, alice):
    Image.objects.filter(generation=saving_run).update(state=SlotState.LOST)
    text = card_html(saving_run, alice)
    assert "Saving" not in text
    assert f"Run {saving_run.pk}: 0 of 1 image, 1 lost" in text


def test_a_failing_link_is_shown_with_its_attempts_and_actions(stuck_run, alice):
    text = card_html(stuck_run, alice)
    assert "1 image is not saved yet" in text
    assert "Attempt 1: the link returned 404. Next try " in text
    assert reverse("run_fetch", args=[stuck_run.pk]) in text
    assert "1 image will be lost." in text


def test_try_now_makes_the_next_download_due(stuck_run, alice, client_for):
    response = post(client_for(alice), "run_fetch", stuck_run)
    assert "Trying again now" in response.text
    assert stuck_run.images.get().fetch_after <= timezone.now()


def test_giving_up_makes_the_image_lost_and_keeps_it_billed(stuck_run, alice, client_for):
    before = Generation.objects.get(pk=stuck_run.pk).tokens
    response = post(client_for(alice), "run_give_up", stuck_run)
    assert "Image 1 is lost" in response.text
    assert stuck_run.images.get().state == SlotState.LOST
    assert Generation.objects.get(pk=stuck_run.pk).tokens == before > 0


def test_a_late_download_error_does_not_change_a_lost_image(stuck_run, alice, client_for):
    post(client_for(alice), "run_give_up", stuck_run)
    fail_download(stuck_run)
    assert stuck_run.images.get().state == SlotState.LOST


@pytest.mark.parametrize("name", ["run_fetch", "run_give_up"])
def test_the_actions_are_refused_if_no_download_is_failing(name, saving_run, alice, client_for):
    response = post(client_for(alice), name, saving_run)
    assert response.status_code == 409
    assert "This run has no images waiting to be saved." in response.text
    assert saving_run.images.get().state == SlotState.ANNOUNCED


def test_a_teammate_gets_403_and_a_stranger_404(alice, bob, charlie, team, client_for):
    stuck_run = fail_download(create_saving_run(alice, team=team))
    assert [post(client_for(user), "run_give_up", stuck_run).status_code for user in (bob, charlie)] == [
        403,
        404,
    ]
    assert stuck_run.images.get().state == SlotState.ANNOUNCED


def test_the_end_is_notified_only_after_all_images_are_saved_or_lost(stuck_run, alice, client_for):
    assert not Notification.objects.exists()
    post(client_for(alice), "run_give_up", stuck_run)
    assert Notification.objects.get().object_id == stuck_run.pk
    page = client_for(alice).get(reverse("notifications"))
    assert f"Run {stuck_run.pk}: 0 of 1 image, 1 lost" in page.text


def test_the_end_is_notified_with_the_last_image(saving_run, alice):
    assert not Notification.objects.exists()
    image_transitions.fetch_failed(saving_run.images.get().pk, reason="http_404", retry_at=None)
    assert Notification.objects.filter(person=alice).count() == 1


def test_the_admin_shows_saving_too(stuck_run, admin_client):
    page = admin_client.get(reverse("admin:generations_generation_changelist"))
    assert "Saving" in page.text
    assert (
        "Saving" in admin_client.get(reverse("admin:generations_generation_change", args=[stuck_run.pk])).text
    )


def test_an_account_deletion_links_to_the_run_that_prevents_it(stuck_run, alice, client_for):
    client = client_for(alice)
    page = client.get(reverse("account_delete")).text
    assert f'href="{stuck_run.get_absolute_url()}"' in page
    assert "Saving" in page
    post(client, "run_give_up", stuck_run)
    assert stuck_run.get_absolute_url() not in client.get(reverse("account_delete")).text
