"""GET /gallery/ shows my stored images, newest first, page by page."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from studio.gallery.search import pagination
from studio.generations.execution import transitions
from studio.policies import installation
from studio.provider.stream.events import ImageSucceeded
from tests.fixtures import create_run

pytestmark = pytest.mark.django_db


def test_my_images_come_newest_first(alice, create_images, client_for):
    old, new = create_images(alice)[0], create_images(alice)[0]
    text = client_for(alice).get(reverse("gallery")).text
    assert text.index(new.get_absolute_url()) < text.index(old.get_absolute_url())


def test_unfinished_images_and_other_people_s_are_not_shown(alice, charlie, create_images, client_for):
    image_of_charlie = create_images(charlie)[0]
    run = create_run(alice)
    transitions.claim(run.pk)
    transitions.image_made(run.pk, ImageSucceeded(index=0, url="https://results.example/a"))
    text = client_for(alice).get(reverse("gallery")).text
    assert image_of_charlie.get_absolute_url() not in text
    assert run.images.get().get_absolute_url() not in text


def test_pagination_has_no_gaps_and_no_repeats(alice, create_images, monkeypatch):
    monkeypatch.setattr(pagination, "PAGE", 2)
    images = [image.pk for image in create_images(alice, 5)]
    seen, before = [], ""
    while True:
        page = pagination.page_of(pagination.images_in(None, viewer=alice), before=before)
        seen += [image.pk for image in page.rows]
        before = page.before
        if before is None:
            break
    assert seen == sorted(images, reverse=True)


def test_the_next_page_is_a_real_link_and_a_fragment_for_htmx(alice, create_images, client_for, monkeypatch):
    monkeypatch.setattr(pagination, "PAGE", 2)
    images = create_images(alice, 3)
    client = client_for(alice)
    link = f"{reverse('gallery')}?before={images[1].pk}"
    assert link in client.get(reverse("gallery")).text
    fragment = client.get(link, headers={"HX-Request": "true"}).text
    assert images[0].get_absolute_url() in fragment
    assert "<html" not in fragment
    assert "<html" in client.get(link).text


def test_a_page_of_many_images_takes_few_queries(alice, create_images, client_for, monkeypatch):
    monkeypatch.setattr(installation, "CACHE_SECONDS", 60)
    create_images(alice, 15)
    client = client_for(alice)
    client.get(reverse("gallery"))  # warms the cache of the studio's settings
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get(reverse("gallery"))
    assert len(queries) <= 11


@pytest.mark.parametrize(("cookie", "density"), [("1.4", "1.4"), ("2.5", "1.7"), ("0", "0.6"), ("nan", None)])
def test_the_row_size_is_read_from_the_density_cookie(cookie, density, alice, create_images, client_for):
    create_images(alice)
    client = client_for(alice)
    client.cookies["density"] = cookie
    text = client.get("/gallery/").text
    assert f'value="{density or 1}" data-density' in text
    assert ("--density:" in text) is bool(density)
