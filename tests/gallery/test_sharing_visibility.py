"""Of a private run, a team sees only the image that was shared with it, with its prompt and references."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from studio.accounts.models import Membership, User
from studio.gallery.curation.sharing import share, unshare
from studio.generations.composer.uploads import store
from studio.generations.models import Draft, Generation, Image, Reference, Upload
from tests.fixtures import create_run, image_bytes

pytestmark = pytest.mark.django_db


@pytest.fixture
def images(alice, team, create_images) -> list[Image]:
    """Three images of one private run with a reference; the second is shared."""
    images = create_images(alice, 3, prompt="My secret vase")
    upload = store(SimpleUploadedFile("a.jpg", image_bytes()), by=alice)
    Reference.objects.create(generation=images[0].generation, position=1, upload=upload)
    share([images[1].pk], team, by=alice)
    return images


def test_the_team_sees_the_image_its_prompt_and_its_references(bob, images, client_for):
    client, text = client_for(bob), client_for(bob).get(images[1].get_absolute_url()).text
    assert "My secret vase" in text
    assert "Shared with Brand Studio by Alice, today" in text
    thumbnail = Reference.objects.get().thumb_url
    assert thumbnail in text
    for url in (thumbnail, images[1].thumb_url, images[1].original_url, images[1].download_url):
        assert client.get(url).status_code == 200


def test_the_other_images_of_the_run_stay_private(bob, images, client_for):
    client = client_for(bob)
    pages = [client.get(url).text for url in (images[1].get_absolute_url(), "/gallery/?team=brand-studio")]
    for image in (images[0], images[2]):
        assert not any(image.get_absolute_url() in page for page in pages)
        for url in (image.get_absolute_url(), image.thumb_url, image.small_url, image.original_url):
            assert client.get(url).status_code == 404
        for route in ("reference_from_image", "image_reuse", "slot_retry"):
            assert client.post(reverse(route, args=[image.pk])).status_code == 404


def test_the_run_stays_private(bob, images, client_for):
    client, run = client_for(bob), images[0].generation
    text = client.get(images[1].get_absolute_url()).text
    assert run.get_absolute_url() not in text
    assert "Tokens of the run" not in text
    assert client.get(run.get_absolute_url()).status_code == 404
    for route in ("run_reuse", "run_rerun", "run_cancel"):
        assert client.post(reverse(route, args=[run.pk])).status_code == 404
    assert client.post(reverse("slot_retry", args=[images[1].pk])).status_code == 404
    assert "My secret vase" not in client.get(reverse("runs")).text


def test_the_owner_still_sees_the_whole_run(alice, images, client_for):
    text = client_for(alice).get(images[1].get_absolute_url()).text
    for linked in (images[0], images[2], images[0].generation):
        assert linked.get_absolute_url() in text
    assert "Tokens of the run" in text


def test_remix_copies_the_request_and_its_references(bob, images, client_for):
    client = client_for(bob)
    response = client.post(reverse("image_reuse", args=[images[1].pk]))
    assert response.url == reverse("studio")
    copy = Upload.objects.get(owner=bob)
    draft = Draft.objects.get(owner=bob)
    assert (draft.fields["prompt"], draft.references) == ("My secret vase", [copy.value])


def test_a_teammate_can_use_the_image_as_a_reference(bob, images, client_for):
    client = client_for(bob)
    assert f'value="{images[1].pk}"' in client.get(reverse("picker")).text
    assert client.post(reverse("reference_from_image", args=[images[1].pk])).status_code == 302
    assert Upload.objects.filter(owner=bob).count() == 1


def test_strangers_get_404_for_every_url(charlie, images, client_for):
    client, image = client_for(charlie), images[1]
    addresses = [image.get_absolute_url(), image.thumb_url, Reference.objects.get().thumb_url]
    assert [client.get(url).status_code for url in addresses] == [404, 404, 404]
    assert client.post(reverse("image_reuse", args=[image.pk])).status_code == 404
    assert client.get("/gallery/?team=brand-studio").status_code == 404


def test_an_unshared_image_is_not_found_at_once(alice, bob, images, client_for):
    client, image = client_for(bob), images[1]
    assert client.get(image.get_absolute_url()).status_code == 200
    unshare([image.pk], by=alice)
    addresses = [image.get_absolute_url(), image.thumb_url, Reference.objects.get().thumb_url]
    assert [client.get(url).status_code for url in addresses] == [404, 404, 404]
    assert image.get_absolute_url() not in client.get("/gallery/?team=brand-studio").text


def test_a_former_member_loses_access_and_an_auditor_has_it(bob, charlie, images, client_for):
    Membership.objects.filter(user=bob).delete()
    User.objects.filter(pk=charlie.pk).update(is_auditor=True)
    urls = [images[1].get_absolute_url(), images[0].get_absolute_url()]
    assert [client_for(bob).get(url).status_code for url in urls] == [404, 404]
    auditor = client_for(User.objects.get(pk=charlie.pk))
    assert [auditor.get(url).status_code for url in urls] == [200, 404]


def test_the_reference_of_a_run_without_shared_images_stays_private(alice, bob, images, client_for):
    upload = store(SimpleUploadedFile("b.jpg", image_bytes(colour="red")), by=alice)
    run = create_run(alice, references=[upload])
    assert Generation.objects.filter(pk=run.pk).exists()
    assert client_for(bob).get(upload.thumb_url).status_code == 404
