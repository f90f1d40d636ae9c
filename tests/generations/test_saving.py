"""The time between the end of a call and its last picture."""

import pytest
from django.test import Client

from studio.generations import record
from studio.generations.models import Generation, Image
from studio.generations.states import SlotState
from studio.provider.events import ImageSucceeded
from studio.provider.sizes import Size
from tests.cast import run_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def called(alice) -> Generation:
    """A run whose call has ended, with its one picture still at the provider."""
    run = run_of(alice)
    record.claim(run.pk)
    size = Size(2496, 1664)
    record.image_made(run.pk, ImageSucceeded(index=0, url="https://results.example/0.jpg", size=size))
    record.ended(run.pk, completed=True)
    return run


def card(run: Generation, user) -> str:
    client = Client()
    client.force_login(user)
    return client.get(run.get_absolute_url()).text


def test_a_run_whose_pictures_are_still_fetched_says_that_it_saves(called, alice):
    text = card(called, alice)
    assert "Saving" in text
    assert "data-announce" not in text


def test_it_is_done_when_the_last_one_is_here(called, alice):
    Image.objects.filter(generation=called).update(state=SlotState.LOST)
    text = card(called, alice)
    assert "Saving" not in text
    assert f"Run {called.pk}: 0 of 1 image, 1 lost" in text
