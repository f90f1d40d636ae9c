"""The stream of the review page: which changes of the queue make the page reload its list."""

import pytest
from django.urls import reverse

from studio.generations.live.updates import StreamConnection, update
from tests.page_stream import connect_page
from tests.review.factories import approve, create_image, flag, submit_image

pytestmark = pytest.mark.django_db

CHANGED = ("studio:reviews",)


@pytest.fixture
def queue(alice, team):
    images = [create_image(team, by=alice) for _ in range(3)]
    for image in images:
        submit_image(image, by=alice)
    return images


@pytest.fixture
def page(rita, queue, client_for):
    """Rita's page with the first image open, before its stream connects."""
    return client_for(rita).get("/review/")


def poll(stream: StreamConnection) -> tuple[str, ...]:
    return update(stream, stream.opened).events


def test_an_unchanged_queue_sends_nothing(rita, page):
    stream = connect_page(rita, page)
    assert [poll(stream), poll(stream)] == [(), ()]


def test_a_decision_is_sent_once(rita, ruth, queue, page):
    stream = connect_page(rita, page)
    poll(stream)
    approve(queue[1], by=ruth)
    assert [poll(stream), poll(stream)] == [CHANGED, ()]


def test_a_decision_before_the_stream_connects_is_sent(rita, ruth, queue, page):
    approve(queue[1], by=ruth)
    assert poll(connect_page(rita, page)) == CHANGED


def test_a_decision_while_the_stream_was_disconnected_is_sent(rita, ruth, queue, page):
    poll(connect_page(rita, page))
    approve(queue[1], by=ruth)
    assert poll(connect_page(rita, page)) == CHANGED


def test_a_flag_on_an_approved_image_is_sent(rita, ruth, bob, queue, page):
    approve(queue[1], by=ruth)
    stream = connect_page(rita, page)
    poll(stream)
    flag(queue[1], by=bob)
    assert poll(stream) == CHANGED


def test_only_claims_of_other_reviewers_are_sent(rita, ruth, queue, page, client_for):
    stream = connect_page(rita, page)
    client_for(rita).post(reverse("review_claim", args=[queue[2].pk]))
    assert poll(stream) == ()
    client_for(ruth).post(reverse("review_claim", args=[queue[1].pk]))
    assert poll(stream) == CHANGED
