"""GET /gallery/ shows my stored images, newest first, page by page."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from studio.gallery.search import pagination
from studio.generations.execution import transitions
from studio.policies import installation
from studio.provider.stream.events import ImageSucceeded
from tests.fixtures import run_of

pytestmark = pytest.mark.django_db


def test_my_images_come_newest_first(alice, stored, browser_of):
    old, new = stored(alice)[0], stored(alice)[0]
    text = browser_of(alice).get(reverse("gallery")).text
    assert text.index(new.get_absolute_url()) < text.index(old.get_absolute_url())


def test_images_that_are_not_there_yet_and_other_peoples_are_not_shown(alice, charlie, stored, browser_of):
    theirs = stored(charlie)[0]
    run = run_of(alice)
    transitions.claim(run.pk)
    transitions.image_made(run.pk, ImageSucceeded(index=0, url="https://results.example/a"))
    text = browser_of(alice).get(reverse("gallery")).text
    assert theirs.get_absolute_url() not in text
    assert run.images.get().get_absolute_url() not in text


def test_pages_join_without_a_gap_or_a_repeat(alice, stored, monkeypatch):
    monkeypatch.setattr(pagination, "PAGE", 2)
    images = [image.pk for image in stored(alice, 5)]
    seen, before = [], ""
    while True:
        page = pagination.page_of(pagination.images_in(None, viewer=alice), before=before)
        seen += [image.pk for image in page.rows]
        before = page.before
        if before is None:
            break
    assert seen == sorted(images, reverse=True)


def test_the_next_page_is_a_real_link_and_a_fragment_for_htmx(alice, stored, browser_of, monkeypatch):
    monkeypatch.setattr(pagination, "PAGE", 2)
    images = stored(alice, 3)
    client = browser_of(alice)
    link = f"{reverse('gallery')}?before={images[1].pk}"
    assert link in client.get(reverse("gallery")).text
    fragment = client.get(link, headers={"HX-Request": "true"}).text
    assert images[0].get_absolute_url() in fragment
    assert "<html" not in fragment
    assert "<html" in client.get(link).text


def test_a_page_of_many_images_takes_few_queries(alice, stored, browser_of, monkeypatch):
    monkeypatch.setattr(installation, "CACHE_SECONDS", 60)
    stored(alice, 15)
    client = browser_of(alice)
    client.get(reverse("gallery"))  # a process that has answered before knows the studio's settings
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get(reverse("gallery"))
    assert len(queries) <= 11


@pytest.mark.parametrize(("kept", "shown"), [("1.4", "1.4"), ("2.5", "1.7"), ("0", "0.6"), ("nan", None)])
def test_the_rows_come_as_large_as_somebody_has_left_them(kept, shown, alice, stored, browser_of):
    stored(alice)
    client = browser_of(alice)
    client.cookies["density"] = kept
    text = client.get("/gallery/").text
    assert f'value="{shown or 1}" data-density' in text
    assert ("--density:" in text) is bool(shown)
