"""The time between the end of a call and its last picture: what is said, what can be done, and when it is over."""

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
from tests.fixtures import run_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def called(alice) -> Generation:
    """A run whose call has ended, with its one picture still at the provider."""
    return saving(alice)


@pytest.fixture
def stuck(called) -> Generation:
    """The same, and the link returned 404."""
    return fail(called)


def saving(owner, **place) -> Generation:
    run = run_of(owner, **place)
    transitions.claim(run.pk)
    size = Size(2496, 1664)
    transitions.image_made(run.pk, ImageSucceeded(index=0, url="https://results.example/0.jpg", size=size))
    transitions.ended(run.pk, completed=True)
    return run


def fail(run: Generation) -> Generation:
    later = timezone.now() + timedelta(minutes=9)
    image_transitions.fetch_failed(run.images.get().pk, reason="http_404", again_at=later)
    return run


def card(run: Generation, user) -> str:
    client = Client()
    client.force_login(user)
    return client.get(run.get_absolute_url()).text


def post(client: Client, name: str, run: Generation):
    return client.post(reverse(name, args=[run.pk]), headers={"HX-Request": "true"})


def test_a_run_whose_pictures_are_still_fetched_says_that_it_saves(called, alice):
    text = card(called, alice)
    assert "Saving" in text
    assert "data-announce" not in text


def test_it_is_done_when_the_last_one_is_here(called, alice):
    Image.objects.filter(generation=called).update(state=SlotState.LOST)
    text = card(called, alice)
    assert "Saving" not in text
    assert f"Run {called.pk}: 0 of 1 image, 1 lost" in text


def test_a_dead_link_is_shown_with_its_attempt_and_what_can_be_done(stuck, alice):
    text = card(stuck, alice)
    assert "1 image is not saved yet" in text
    assert "Attempt 1: the link returned 404. Next try " in text
    assert reverse("run_fetch", args=[stuck.pk]) in text
    assert "1 image will be lost." in text


def test_try_now_makes_the_next_download_due(stuck, alice, browser_of):
    answer = post(browser_of(alice), "run_fetch", stuck)
    assert "Trying again now" in answer.text
    assert stuck.images.get().fetch_after <= timezone.now()


def test_giving_up_makes_the_image_lost_and_keeps_it_billed(stuck, alice, browser_of):
    before = Generation.objects.get(pk=stuck.pk).tokens
    answer = post(browser_of(alice), "run_give_up", stuck)
    assert "Image 1 is lost" in answer.text
    assert stuck.images.get().state == SlotState.LOST
    assert Generation.objects.get(pk=stuck.pk).tokens == before > 0


def test_a_download_that_still_runs_cannot_bring_a_lost_image_back_to_waiting(stuck, alice, browser_of):
    post(browser_of(alice), "run_give_up", stuck)
    fail(stuck)
    assert stuck.images.get().state == SlotState.LOST


@pytest.mark.parametrize("name", ["run_fetch", "run_give_up"])
def test_where_nothing_is_stuck_nothing_can_be_done(name, called, alice, browser_of):
    answer = post(browser_of(alice), name, called)
    assert answer.status_code == 409
    assert "This run has no images waiting to be saved." in answer.text
    assert called.images.get().state == SlotState.ANNOUNCED


def test_bob_may_not_give_up_alices_images_and_charlie_sees_nothing(alice, bob, charlie, team, browser_of):
    stuck = fail(saving(alice, team=team))
    assert [post(browser_of(who), "run_give_up", stuck).status_code for who in (bob, charlie)] == [403, 404]
    assert stuck.images.get().state == SlotState.ANNOUNCED


def test_nobody_is_notified_of_an_end_before_the_images_are_saved_or_lost(stuck, alice, browser_of):
    assert not Notification.objects.exists()
    post(browser_of(alice), "run_give_up", stuck)
    assert Notification.objects.get().thing == stuck.pk
    page = browser_of(alice).get(reverse("notifications"))
    assert f"Run {stuck.pk}: 0 of 1 image, 1 lost" in page.text


def test_an_end_is_notified_with_the_last_image(called, alice):
    assert not Notification.objects.exists()
    image_transitions.fetch_failed(called.images.get().pk, reason="http_404", again_at=None)
    assert Notification.objects.filter(person=alice).count() == 1


def test_the_admin_says_saving_too(stuck, admin_client):
    page = admin_client.get(reverse("admin:generations_generation_changelist"))
    assert "Saving" in page.text
    assert "Saving" in admin_client.get(reverse("admin:generations_generation_change", args=[stuck.pk])).text


def test_an_account_deletion_links_to_the_run_that_prevents_it(stuck, alice, browser_of):
    client = browser_of(alice)
    page = client.get(reverse("account_delete")).text
    assert f'href="{stuck.get_absolute_url()}"' in page
    assert "Saving" in page
    post(client, "run_give_up", stuck)
    assert stuck.get_absolute_url() not in client.get(reverse("account_delete")).text
