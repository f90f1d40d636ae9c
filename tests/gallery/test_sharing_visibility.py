"""Of a private run, a team sees the image that was shared with it and what was asked for it, and nothing else."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from studio.accounts.models import Membership, User
from studio.gallery.curation.sharing import share, unshare
from studio.generations.composer.uploads import store
from studio.generations.models import Draft, Generation, Image, Reference, Upload
from tests.fixtures import picture, run_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def images(alice, team, stored) -> list[Image]:
    """Three of one private run with a reference; the second is shared."""
    images = stored(alice, 3, prompt="My secret vase")
    upload = store(SimpleUploadedFile("a.jpg", picture()), by=alice)
    Reference.objects.create(generation=images[0].generation, position=1, upload=upload)
    share([images[1].pk], team, by=alice)
    return images


def test_the_team_sees_the_image_its_prompt_and_its_references(bob, images, browser_of):
    client, text = browser_of(bob), browser_of(bob).get(images[1].get_absolute_url()).text
    assert "My secret vase" in text
    assert "Shared with Brand Studio by Alice, today" in text
    thumbnail = Reference.objects.get().thumb_url
    assert thumbnail in text
    for url in (thumbnail, images[1].thumb_url, images[1].original_url, images[1].download_url):
        assert client.get(url).status_code == 200


def test_the_images_beside_it_stay_out_of_sight(bob, images, browser_of):
    client = browser_of(bob)
    pages = [client.get(url).text for url in (images[1].get_absolute_url(), "/gallery/?team=brand-studio")]
    for image in (images[0], images[2]):
        assert not any(image.get_absolute_url() in page for page in pages)
        for url in (image.get_absolute_url(), image.thumb_url, image.small_url, image.original_url):
            assert client.get(url).status_code == 404
        for route in ("reference_from_image", "image_reuse", "slot_retry"):
            assert client.post(reverse(route, args=[image.pk])).status_code == 404


def test_the_run_stays_out_of_sight(bob, images, browser_of):
    client, run = browser_of(bob), images[0].generation
    text = client.get(images[1].get_absolute_url()).text
    assert run.get_absolute_url() not in text
    assert "Tokens of the run" not in text
    assert client.get(run.get_absolute_url()).status_code == 404
    for route in ("run_reuse", "run_rerun", "run_cancel"):
        assert client.post(reverse(route, args=[run.pk])).status_code == 404
    assert client.post(reverse("slot_retry", args=[images[1].pk])).status_code == 404
    assert "My secret vase" not in client.get(reverse("runs")).text


def test_the_owner_sees_all_of_it_as_before(alice, images, browser_of):
    text = browser_of(alice).get(images[1].get_absolute_url()).text
    for thing in (images[0], images[2], images[0].generation):
        assert thing.get_absolute_url() in text
    assert "Tokens of the run" in text


def test_remix_brings_the_request_and_references_of_my_own(bob, images, browser_of):
    client = browser_of(bob)
    answer = client.post(reverse("image_reuse", args=[images[1].pk]))
    assert answer.url == reverse("studio")
    copy = Upload.objects.get(owner=bob)
    draft = Draft.objects.get(owner=bob)
    assert (draft.fields["prompt"], draft.references) == ("My secret vase", [copy.value])


def test_it_may_be_a_reference_of_a_teammate(bob, images, browser_of):
    client = browser_of(bob)
    assert f'value="{images[1].pk}"' in client.get(reverse("picker")).text
    assert client.post(reverse("reference_from_image", args=[images[1].pk])).status_code == 302
    assert Upload.objects.filter(owner=bob).count() == 1


def test_strangers_get_in_by_no_id(charlie, images, browser_of):
    client, image = browser_of(charlie), images[1]
    addresses = [image.get_absolute_url(), image.thumb_url, Reference.objects.get().thumb_url]
    assert [client.get(url).status_code for url in addresses] == [404, 404, 404]
    assert client.post(reverse("image_reuse", args=[image.pk])).status_code == 404
    assert client.get("/gallery/?team=brand-studio").status_code == 404


def test_what_is_taken_back_is_out_of_sight_at_once(alice, bob, images, browser_of):
    client, image = browser_of(bob), images[1]
    assert client.get(image.get_absolute_url()).status_code == 200
    unshare([image.pk], by=alice)
    addresses = [image.get_absolute_url(), image.thumb_url, Reference.objects.get().thumb_url]
    assert [client.get(url).status_code for url in addresses] == [404, 404, 404]
    assert image.get_absolute_url() not in client.get("/gallery/?team=brand-studio").text


def test_who_leaves_the_team_sees_it_no_more_and_an_auditor_does(bob, charlie, images, browser_of):
    Membership.objects.filter(user=bob).delete()
    User.objects.filter(pk=charlie.pk).update(is_auditor=True)
    urls = [images[1].get_absolute_url(), images[0].get_absolute_url()]
    assert [browser_of(bob).get(url).status_code for url in urls] == [404, 404]
    auditor = browser_of(User.objects.get(pk=charlie.pk))
    assert [auditor.get(url).status_code for url in urls] == [200, 404]


def test_the_reference_of_a_run_whose_images_are_all_private_stays_hidden(alice, bob, images, browser_of):
    upload = store(SimpleUploadedFile("b.jpg", picture(colour="red")), by=alice)
    run = run_of(alice, references=[upload])
    assert Generation.objects.filter(pk=run.pk).exists()
    assert browser_of(bob).get(upload.thumb_url).status_code == 404
