"""Any image that a person may see can be used as a reference."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from studio.generations.composer.uploads import store
from studio.generations.models import Upload
from tests.fixtures import create_run, image_bytes

pytestmark = pytest.mark.django_db
COMPOSING = {"HX-Request": "true", "HX-Current-URL": "http://testserver/"}


def test_using_my_image_twice_creates_one_reference(alice, create_images, client_for):
    image, client = create_images(alice)[0], client_for(alice)
    for _ in range(2):
        response = client.post(reverse("reference_from_image", args=[image.pk]), headers=COMPOSING)
        assert f'value="upload:{Upload.objects.get().pk}"' in response.text
    assert Upload.objects.get().owner == alice


def test_without_javascript_the_reference_is_added_to_the_draft(alice, create_images, client_for):
    image, client = create_images(alice)[0], client_for(alice)
    response = client.post(reverse("reference_from_image", args=[image.pk]))
    assert (response.status_code, response.url) == (302, reverse("studio"))
    assert f'value="upload:{Upload.objects.get().pk}"' in client.get(reverse("studio")).text


def test_a_get_request_creates_no_reference(alice, create_images, client_for):
    image = create_images(alice)[0]
    client_for(alice).get(f"{reverse('studio')}?use={image.pk}&reuse={image.generation_id}")
    assert not Upload.objects.exists()


def test_bob_uses_the_teams_image_and_charlie_cannot(alice, bob, charlie, team, create_images, client_for):
    image = create_images(alice, team=team)[0]
    url = reverse("reference_from_image", args=[image.pk])
    assert client_for(bob).post(url).status_code == 302
    assert client_for(charlie).post(url).status_code == 404
    assert Upload.objects.get().owner == bob


def test_bob_reuses_a_team_run_with_his_own_copies_of_its_references(alice, bob, team, client_for):
    original = store(SimpleUploadedFile("a.jpg", image_bytes()), by=alice)
    run = create_run(alice, team=team, references=[original])
    client = client_for(bob)
    text = client.post(reverse("run_reuse", args=[run.pk]), follow=True).text
    copy = Upload.objects.get(owner=bob)
    assert copy.value in text
    assert copy.file != original.file
    assert client.get(original.thumb_url).status_code == 200


def test_a_refused_reference_is_explained_on_every_route(
    alice, bob, team, create_images, client_for, settings
):
    images = create_images(bob, 2, team=team)
    run = create_run(bob, team=team, references=[store(SimpleUploadedFile("a.jpg", image_bytes()), by=bob)])
    settings.UNUSED_REFERENCES_MB, settings.UNUSED_REFERENCES = 0, 1
    client = client_for(alice)
    client.post(reverse("reference_from_image", args=[images[0].pk]), headers=COMPOSING)
    for url, fields in (
        (reverse("reference_from_image", args=[images[1].pk]), {}),
        (reverse("picker"), {"image": images[1].pk}),
        (reverse("run_reuse", args=[run.pk]), {}),
    ):
        response = client.post(url, fields, headers=COMPOSING)
        assert (response.status_code, response.text) == (422, "")
        assert "1 unused references" in response.headers["HX-Trigger"]
        assert "1 unused references" in client.post(url, fields, follow=True).text
