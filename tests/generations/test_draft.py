"""POST /draft/ saves the composer's input; the studio page restores it."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from studio.generations.composer.uploads import delete_stale, store
from studio.generations.models import Draft, Upload
from tests.fixtures import create_run, image_bytes

pytestmark = pytest.mark.django_db


def post_draft(client, **fields):
    return client.post(reverse("draft"), fields).text


def test_the_input_is_restored_after_a_reload_even_if_it_is_invalid(alice, client_for):
    client = client_for(alice)
    post_draft(client, prompt="雨夜的城市", size_mode="custom", w="10", h="10", group="auto", max_images="9")
    text = client.get(reverse("studio")).text
    assert "雨夜的城市" in text
    assert 'value="10"' in text
    assert 'value="9"' in text


def test_references_are_restored_in_their_order(alice, client_for):
    client = client_for(alice)
    upload = store(SimpleUploadedFile("a.jpg", image_bytes()), by=alice)
    post_draft(client, prompt="", ref=["url:https://pictures.example/b.jpg", upload.value])
    text = client.get(reverse("studio")).text
    assert 0 < text.index("https://pictures.example/b.jpg") < text.index(upload.value)


def test_a_page_that_saves_repeatedly_gets_no_message(alice, client_for):
    client = client_for(alice)
    for text in ("one", "two", "three"):
        assert "changed elsewhere" not in post_draft(client, prompt=text, page="here", revision=0)


def test_the_last_write_wins_and_the_page_is_told_of_the_replaced_draft(alice, client_for):
    client = client_for(alice)
    post_draft(client, prompt="one", page="here", revision=0)
    post_draft(client, prompt="two", page="there", revision=1)
    for text in ("three", "three and more"):
        assert "Draft changed elsewhere" in post_draft(client, prompt=text, page="here", revision=0)
    assert Draft.objects.get().fields["prompt"] == "three and more"


def test_restoring_swaps_the_draft_and_the_earlier_one(alice, client_for):
    client = client_for(alice)
    post_draft(client, prompt="the other machine's", page="there", revision=0)
    post_draft(client, prompt="mine", page="here", revision=0)
    for expected in ("the other machine&#x27;s", "mine"):
        text = client.post(reverse("draft_restore"), follow=True).text
        assert f"{expected}</textarea>" in text
        assert "Earlier draft saved at" in text


def test_an_empty_or_equal_draft_is_not_kept_as_the_earlier_one(alice, client_for):
    client = client_for(alice)
    post_draft(client, prompt="", page="there", revision=0)
    post_draft(client, prompt="mine", page="here", revision=0)
    assert "elsewhere" not in post_draft(client, prompt="mine", page="third", revision=0)
    assert Draft.objects.get().replaced is None


def test_references_of_the_earlier_draft_are_not_deleted(alice, client_for):
    upload = store(SimpleUploadedFile("a.jpg", image_bytes()), by=alice)
    post_draft(client_for(alice), prompt="one", ref=[upload.value], page="there", revision=0)
    post_draft(client_for(alice), prompt="two", page="here", revision=0)
    Upload.objects.update(touched=timezone.now() - timedelta(days=9))
    assert delete_stale() == 0


def test_a_draft_is_visible_only_to_its_owner(alice, bob, client_for):
    post_draft(client_for(alice), prompt="a secret")
    assert "a secret" not in client_for(bob).get(reverse("studio")).text


def test_another_users_upload_is_not_saved_in_a_draft(alice, charlie, client_for):
    other_upload = store(SimpleUploadedFile("a.jpg", image_bytes()), by=charlie)
    post_draft(client_for(alice), prompt="", ref=[other_upload.value])
    assert Draft.objects.get().references == []


def test_an_upload_in_a_draft_is_not_deleted(alice, client_for):
    upload = store(SimpleUploadedFile("a.jpg", image_bytes()), by=alice)
    post_draft(client_for(alice), prompt="", ref=[upload.value])
    Upload.objects.update(touched=timezone.now() - timedelta(days=9))
    assert delete_stale() == 0


def test_reuse_fills_the_draft_and_keeps_the_earlier_one(alice, client_for):
    client = client_for(alice)
    run = create_run(alice, prompt="an earlier prompt", size="2000x2400", max_images=3)
    post_draft(client, prompt="the draft")
    text = client.post(reverse("run_reuse", args=[run.pk]), follow=True).text
    assert "an earlier prompt</textarea>" in text
    assert 'value="2000"' in text
    assert "Earlier draft saved at" in text
    assert Draft.objects.get().replaced["fields"]["prompt"] == "the draft"


def test_the_history_lists_the_users_distinct_prompts_newest_first(alice, charlie, client_for):
    for owner, prompt in [(alice, "one"), (alice, "two"), (alice, "one"), (charlie, "theirs")]:
        create_run(owner, prompt=prompt)
    text = client_for(alice).get(reverse("prompts")).text
    shown = [part.partition("</span>")[0] for part in text.split('<span class="truncate">')[1:]]
    assert shown == ["one", "two"]
