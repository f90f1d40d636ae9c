"""The event benchmark stops its clock at the tile whose image is made, not at a later tile."""

import re

import pytest
from django.utils import timezone

from bench.event_latency import TILE_ARRIVED
from studio.generations.execution import transitions
from studio.generations.live.subscription import Subscription
from studio.generations.live.updates import StreamConnection, update
from studio.provider.stream.events import ImageSucceeded
from tests.fixtures import create_run

pytestmark = pytest.mark.django_db


def test_an_image_that_is_being_saved_matches_and_the_next_one_does_not(alice, client_for):
    run, now = create_run(alice, max_images=3), timezone.now()
    transitions.claim(run.pk)
    transitions.image_made(run.pk, ImageSucceeded(index=1, url="http://127.0.0.1/1.jpg"))
    stream = StreamConnection(
        user=alice.pk,
        session=client_for(alice).session.session_key,
        language="en",
        subscription=Subscription(),
        opened=now,
        connected=now,
        sent={},
    )
    assert set(re.findall(TILE_ARRIVED % run.pk, update(stream, now).html.encode())) == {b"1"}
