"""POST /draft/ keeps what is typed; the studio's page brings it back."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from studio.generations.models import Draft, Upload
from studio.generations.uploads import keep, sweep_unused
from tests.cast import picture, run_of

pytestmark = pytest.mark.django_db


def save(client, **fields):
    return client.post(reverse("draft"), fields).json()


def test_what_was_typed_is_there_after_a_reload_legal_or_not(alice, browser_of):
    client = browser_of(alice)
    save(client, prompt="雨夜的城市", size_mode="custom", w="10", h="10", group="auto", max_images="9")
    text = client.get(reverse("studio")).text
    assert "雨夜的城市" in text
    assert 'value="10"' in text
    assert 'value="9"' in text


def test_references_come_back_in_their_order(alice, browser_of):
    client = browser_of(alice)
    upload = keep(SimpleUploadedFile("a.jpg", picture()), by=alice)
    save(client, prompt="", ref=["url:https://pictures.example/b.jpg", upload.value])
    text = client.get(reverse("studio")).text
    assert 0 < text.index("https://pictures.example/b.jpg") < text.index(upload.value)


def test_the_last_write_wins_and_says_so_when_another_page_wrote_in_between(alice, browser_of):
    here, there = browser_of(alice), browser_of(alice)
    assert save(here, prompt="one", revision=0) == {"revision": 1, "overwrote": False}
    assert save(there, prompt="two", revision=1) == {"revision": 2, "overwrote": False}
    assert save(here, prompt="three", revision=1) == {"revision": 3, "overwrote": True}
    assert Draft.objects.get().fields["prompt"] == "three"


def test_a_draft_is_its_writers_alone(alice, bob, browser_of):
    save(browser_of(alice), prompt="a secret")
    assert "a secret" not in browser_of(bob).get(reverse("studio")).text


def test_somebody_elses_picture_does_not_get_into_a_draft(alice, charlie, browser_of):
    theirs = keep(SimpleUploadedFile("a.jpg", picture()), by=charlie)
    save(browser_of(alice), prompt="", ref=[theirs.value])
    assert Draft.objects.get().references == []


def test_a_picture_in_a_draft_is_not_swept(alice, browser_of):
    upload = keep(SimpleUploadedFile("a.jpg", picture()), by=alice)
    save(browser_of(alice), prompt="", ref=[upload.value])
    Upload.objects.update(touched=timezone.now() - timedelta(days=9))
    assert sweep_unused() == 0


def test_reuse_comes_before_the_draft(alice, browser_of):
    client = browser_of(alice)
    run = run_of(alice, prompt="an earlier prompt")
    save(client, prompt="the draft")
    text = client.get(f"{reverse('studio')}?reuse={run.pk}").text
    assert "an earlier prompt</textarea>" in text


def test_the_history_holds_my_different_prompts_newest_first(alice, charlie, browser_of):
    for owner, prompt in [(alice, "one"), (alice, "two"), (alice, "one"), (charlie, "theirs")]:
        run_of(owner, prompt=prompt)
    text = browser_of(alice).get(reverse("prompts")).text
    assert text.index('data-earlier="one"') < text.index('data-earlier="two"')
    assert text.count('data-earlier="one"') == 1
    assert "theirs" not in text
