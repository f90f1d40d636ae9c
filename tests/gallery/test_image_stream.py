"""The stream of an image page: which changes make the page reload its comments."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from studio.gallery.comments import comments
from studio.generations.live.updates import StreamConnection, update
from studio.generations.models import Image
from tests.page_stream import connect_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def image(create_images, alice, team) -> Image:
    return create_images(alice, team=team)[0]


@pytest.fixture
def page(bob, image, client_for):
    """Bob's page, before its stream connects."""
    return client_for(bob).get(image.get_absolute_url())


def post_comment(image: Image, *, by) -> None:
    comments.add(image, text="Lovely", submission=uuid.uuid4(), by=by)


def poll(stream: StreamConnection) -> bool:
    return update(stream, stream.opened).has_comments


def test_an_unchanged_image_sends_nothing(bob, page):
    stream = connect_page(bob, page)
    assert [poll(stream), poll(stream)] == [False, False]


def test_a_comment_is_sent_once(alice, bob, image, page):
    stream = connect_page(bob, page)
    poll(stream)
    post_comment(image, by=alice)
    assert [poll(stream), poll(stream)] == [True, False]


def test_a_comment_before_the_stream_connects_is_sent(alice, bob, image, page):
    post_comment(image, by=alice)
    assert poll(connect_page(bob, page))


def test_a_comment_stamped_before_the_page_and_committed_after_it_is_sent(bob, image, page):
    Image.objects.filter(pk=image.pk).update(updated=timezone.now() - timedelta(seconds=30))
    assert poll(connect_page(bob, page))
