"""An image that somebody may see can be a reference of theirs."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from studio.generations.models import Upload
from studio.generations.uploads import keep
from tests.cast import picture, run_of

pytestmark = pytest.mark.django_db


def test_my_image_becomes_a_reference_of_mine_once(alice, stored, browser_of):
    image, client = stored(alice)[0], browser_of(alice)
    for _ in range(2):
        answer = client.post(reverse("reference_from_image", args=[image.pk]))
        assert f'value="upload:{Upload.objects.get().pk}"' in answer.text
    assert Upload.objects.get().owner == alice


def test_without_javascript_a_link_opens_the_composer_with_it(alice, stored, browser_of):
    image = stored(alice)[0]
    text = browser_of(alice).get(f"{reverse('studio')}?use={image.pk}").text
    assert f'value="upload:{Upload.objects.get().pk}"' in text


def test_bob_uses_the_teams_image_and_charlie_cannot(alice, bob, charlie, team, stored, browser_of):
    image = stored(alice, team=team)[0]
    url = reverse("reference_from_image", args=[image.pk])
    assert browser_of(bob).post(url).status_code == 200
    assert browser_of(charlie).post(url).status_code == 404
    assert browser_of(charlie).get(f"{reverse('studio')}?use={image.pk}").status_code == 404
    assert Upload.objects.get().owner == bob


def test_bob_reuses_a_team_run_with_references_of_his_own(alice, bob, team, browser_of):
    theirs = keep(SimpleUploadedFile("a.jpg", picture()), by=alice)
    run = run_of(alice, team=team, references=[theirs])
    client = browser_of(bob)
    text = client.get(f"{reverse('studio')}?reuse={run.pk}").text
    copy = Upload.objects.get(owner=bob)
    assert copy.value in text
    assert copy.file != theirs.file
    assert client.get(theirs.thumb_url).status_code == 200
