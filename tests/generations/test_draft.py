"""POST /draft/ keeps what is typed; the studio's page brings it back."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from studio.generations.composer.uploads import delete_stale, store
from studio.generations.models import Draft, Upload
from tests.fixtures import picture, run_of

pytestmark = pytest.mark.django_db


def save(client, **fields):
    return client.post(reverse("draft"), fields).text


def test_what_was_typed_is_there_after_a_reload_legal_or_not(alice, browser_of):
    client = browser_of(alice)
    save(client, prompt="雨夜的城市", size_mode="custom", w="10", h="10", group="auto", max_images="9")
    text = client.get(reverse("studio")).text
    assert "雨夜的城市" in text
    assert 'value="10"' in text
    assert 'value="9"' in text


def test_references_come_back_in_their_order(alice, browser_of):
    client = browser_of(alice)
    upload = store(SimpleUploadedFile("a.jpg", picture()), by=alice)
    save(client, prompt="", ref=["url:https://pictures.example/b.jpg", upload.value])
    text = client.get(reverse("studio")).text
    assert 0 < text.index("https://pictures.example/b.jpg") < text.index(upload.value)


def test_a_page_that_saves_repeatedly_gets_no_message(alice, browser_of):
    client = browser_of(alice)
    for text in ("one", "two", "three"):
        assert "changed elsewhere" not in save(client, prompt=text, page="here", revision=0)


def test_the_last_write_wins_and_the_page_is_shown_what_it_replaced(alice, browser_of):
    client = browser_of(alice)
    save(client, prompt="one", page="here", revision=0)
    save(client, prompt="two", page="there", revision=1)
    for text in ("three", "three and more"):
        assert "Draft changed elsewhere" in save(client, prompt=text, page="here", revision=0)
    assert Draft.objects.get().fields["prompt"] == "three and more"


def test_what_was_replaced_comes_back_and_goes_again(alice, browser_of):
    client = browser_of(alice)
    save(client, prompt="the other machine's", page="there", revision=0)
    save(client, prompt="mine", page="here", revision=0)
    for expected in ("the other machine&#x27;s", "mine"):
        text = client.post(reverse("draft_restore"), follow=True).text
        assert f"{expected}</textarea>" in text
        assert "Earlier draft saved at" in text


def test_nothing_is_put_aside_for_an_empty_or_equal_draft(alice, browser_of):
    client = browser_of(alice)
    save(client, prompt="", page="there", revision=0)
    save(client, prompt="mine", page="here", revision=0)
    assert "elsewhere" not in save(client, prompt="mine", page="third", revision=0)
    assert Draft.objects.get().aside is None


def test_pictures_of_what_was_put_aside_are_not_swept(alice, browser_of):
    upload = store(SimpleUploadedFile("a.jpg", picture()), by=alice)
    save(browser_of(alice), prompt="one", ref=[upload.value], page="there", revision=0)
    save(browser_of(alice), prompt="two", page="here", revision=0)
    Upload.objects.update(touched=timezone.now() - timedelta(days=9))
    assert delete_stale() == 0


def test_a_draft_is_its_writers_alone(alice, bob, browser_of):
    save(browser_of(alice), prompt="a secret")
    assert "a secret" not in browser_of(bob).get(reverse("studio")).text


def test_somebody_elses_picture_does_not_get_into_a_draft(alice, charlie, browser_of):
    theirs = store(SimpleUploadedFile("a.jpg", picture()), by=charlie)
    save(browser_of(alice), prompt="", ref=[theirs.value])
    assert Draft.objects.get().references == []


def test_a_picture_in_a_draft_is_not_swept(alice, browser_of):
    upload = store(SimpleUploadedFile("a.jpg", picture()), by=alice)
    save(browser_of(alice), prompt="", ref=[upload.value])
    Upload.objects.update(touched=timezone.now() - timedelta(days=9))
    assert delete_stale() == 0


def test_reuse_fills_the_draft_and_puts_aside_what_was_typed(alice, browser_of):
    client = browser_of(alice)
    run = run_of(alice, prompt="an earlier prompt", size="2000x2400", max_images=3)
    save(client, prompt="the draft")
    text = client.post(reverse("run_reuse", args=[run.pk]), follow=True).text
    assert "an earlier prompt</textarea>" in text
    assert 'value="2000"' in text
    assert "Earlier draft saved at" in text
    assert Draft.objects.get().aside["fields"]["prompt"] == "the draft"


def test_the_history_holds_my_different_prompts_newest_first(alice, charlie, browser_of):
    for owner, prompt in [(alice, "one"), (alice, "two"), (alice, "one"), (charlie, "theirs")]:
        run_of(owner, prompt=prompt)
    text = browser_of(alice).get(reverse("prompts")).text
    shown = [part.partition("</span>")[0] for part in text.split('<span class="truncate">')[1:]]
    assert shown == ["one", "two"]
