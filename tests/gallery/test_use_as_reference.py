"""An image that somebody may see can be a reference of theirs."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from studio.generations.composer.uploads import store
from studio.generations.models import Upload
from tests.fixtures import picture, run_of

pytestmark = pytest.mark.django_db
COMPOSING = {"HX-Request": "true", "HX-Current-URL": "http://testserver/"}


def test_my_image_becomes_a_reference_of_mine_once(alice, stored, browser_of):
    image, client = stored(alice)[0], browser_of(alice)
    for _ in range(2):
        answer = client.post(reverse("reference_from_image", args=[image.pk]), headers=COMPOSING)
        assert f'value="upload:{Upload.objects.get().pk}"' in answer.text
    assert Upload.objects.get().owner == alice


def test_without_javascript_it_goes_to_the_draft_and_to_the_studio(alice, stored, browser_of):
    image, client = stored(alice)[0], browser_of(alice)
    answer = client.post(reverse("reference_from_image", args=[image.pk]))
    assert (answer.status_code, answer.url) == (302, reverse("studio"))
    assert f'value="upload:{Upload.objects.get().pk}"' in client.get(reverse("studio")).text


def test_looking_changes_nothing(alice, stored, browser_of):
    image = stored(alice)[0]
    browser_of(alice).get(f"{reverse('studio')}?use={image.pk}&reuse={image.generation_id}")
    assert not Upload.objects.exists()


def test_bob_uses_the_teams_image_and_charlie_cannot(alice, bob, charlie, team, stored, browser_of):
    image = stored(alice, team=team)[0]
    url = reverse("reference_from_image", args=[image.pk])
    assert browser_of(bob).post(url).status_code == 302
    assert browser_of(charlie).post(url).status_code == 404
    assert Upload.objects.get().owner == bob


def test_bob_reuses_a_team_run_with_references_of_his_own(alice, bob, team, browser_of):
    theirs = store(SimpleUploadedFile("a.jpg", picture()), by=alice)
    run = run_of(alice, team=team, references=[theirs])
    client = browser_of(bob)
    text = client.post(reverse("run_reuse", args=[run.pk]), follow=True).text
    copy = Upload.objects.get(owner=bob)
    assert copy.value in text
    assert copy.file != theirs.file
    assert client.get(theirs.thumb_url).status_code == 200


def test_a_refused_reference_says_why_where_it_was_asked_for(alice, bob, team, stored, browser_of, settings):
    images = stored(bob, 2, team=team)
    run = run_of(bob, team=team, references=[store(SimpleUploadedFile("a.jpg", picture()), by=bob)])
    settings.UNUSED_REFERENCES_MB, settings.UNUSED_REFERENCES = 0, 1
    client = browser_of(alice)
    client.post(reverse("reference_from_image", args=[images[0].pk]), headers=COMPOSING)
    for url, fields in (
        (reverse("reference_from_image", args=[images[1].pk]), {}),
        (reverse("picker"), {"image": images[1].pk}),
        (reverse("run_reuse", args=[run.pk]), {}),
    ):
        answer = client.post(url, fields, headers=COMPOSING)
        assert (answer.status_code, answer.text) == (422, "")
        assert "1 unused references" in answer.headers["HX-Trigger"]
        assert "1 unused references" in client.post(url, fields, follow=True).text
