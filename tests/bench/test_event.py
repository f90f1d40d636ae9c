"""The benchmark of an event ends at the tile that says that its image is made, not at a later one."""

import re

import pytest
from django.utils import timezone

from bench.event import ARRIVED
from studio.generations.execution import transitions
from studio.generations.live.subscription import Subscription
from studio.generations.live.updates import StreamConnection, update
from studio.provider.stream.events import ImageSucceeded
from tests.fixtures import run_of

pytestmark = pytest.mark.django_db


def test_an_image_that_is_being_saved_has_arrived_and_the_next_one_has_not(alice, browser_of):
    run, now = run_of(alice, max_images=3), timezone.now()
    transitions.claim(run.pk)
    transitions.image_made(run.pk, ImageSucceeded(index=1, url="http://127.0.0.1/1.jpg"))
    stream = StreamConnection(
        user=alice.pk,
        session=browser_of(alice).session.session_key,
        language="en",
        subscription=Subscription(),
        opened=now,
        connected=now,
        sent={},
    )
    assert set(re.findall(ARRIVED % run.pk, update(stream, now).html.encode())) == {b"1"}
