"""POST /images/<id>/release/: an approved image leaves with its label, and it is on record."""

import hashlib
import io

import pyexiv2
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from PIL import Image as Pillow

from studio.audit.models import AuditEntry
from studio.generations.models import Image
from studio.review.models import Release, ReviewEvent, Submission
from studio.review.release import releasing
from studio.review.release.ai_label import AIGC, SOURCE_TYPE
from studio.review.release.releasing import NotApproved, release
from studio.review.workflow.decisions import reopen
from tests.fixtures import member, person, picture
from tests.review.factories import approve, rows, state, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def approved(alice, rita, image) -> Image:
    """Alice's image with a file, which Rita has approved."""
    data = picture(400, 300)
    name = default_storage.save("images/vase.jpg", ContentFile(data))
    rows(image).update(file=name, sha256=hashlib.sha256(data).hexdigest(), width=400, height=300)
    submitted(image, by=alice)
    approve(image, by=rita)
    return Image.objects.select_related("generation", "team").get(pk=image.pk)


def download(client, image):
    return client.post(reverse("image_release", args=[image.pk]))


def labels(data: bytes) -> dict[str, str]:
    image = pyexiv2.ImageData(data)
    try:
        return image.read_xmp()
    finally:
        image.close()


def test_the_copy_is_an_attachment_with_the_label(alice, approved, settings, browser_of):
    settings.CONTENT_PRODUCER = "示例公司"
    answer = download(browser_of(alice), approved)
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == "image/jpeg"
    found = labels(answer.content)
    assert '"Label":"1","ContentProducer":"示例公司"' in found[AIGC]
    assert f'"ProduceID":"{approved.generation.submission}-1"' in found[AIGC]
    assert found[SOURCE_TYPE].endswith("/trainedAlgorithmicMedia")


def test_the_original_stays_as_it_is_and_the_pixels_are_the_same(alice, approved, browser_of):
    with default_storage.open(approved.file) as file:
        before = file.read()
    copy = download(browser_of(alice), approved).content
    with default_storage.open(approved.file) as file:
        assert file.read() == before
    assert Pillow.open(io.BytesIO(copy)).tobytes() == Pillow.open(io.BytesIO(before)).tobytes()


def test_each_release_is_recorded_with_the_hash_of_its_file(alice, bob, approved, browser_of):
    copies = [download(browser_of(somebody), approved).content for somebody in (alice, bob)]
    found = list(Release.objects.order_by("id"))
    assert [one.by for one in found] == [alice, bob]
    assert [one.sha256 for one in found] == [hashlib.sha256(copy).hexdigest() for copy in copies]
    assert {(one.source_sha256, one.size) for one in found} == {(approved.sha256, len(copies[0]))}
    assert AuditEntry.objects.filter(action="review.released", target_id=approved.pk).count() == 2


def test_the_first_release_changes_the_state_and_not_when_it_was_decided(alice, approved, browser_of):
    decided = Submission.objects.get(image=approved).decided_at
    for _ in range(2):
        download(browser_of(alice), approved)
    assert state(approved) == ("released", "released")
    assert ReviewEvent.objects.filter(verb="release").count() == 1
    assert Submission.objects.get(image=approved).decided_at == decided


def test_what_is_not_approved_is_not_released(alice, image, browser_of):
    submitted(image, by=alice)
    answer = browser_of(alice).post(reverse("image_release", args=[image.pk]), follow=True)
    assert "Only approved images can be released." in answer.text
    assert not Release.objects.exists()


def test_a_review_that_is_reopened_while_the_copy_is_made_stops_the_release(
    alice, rita, approved, monkeypatch
):
    make = releasing.make_copy

    def slowly(image):
        copy = make(image)
        reopen(rows(approved), by=rita)
        return copy

    monkeypatch.setattr(releasing, "make_copy", slowly)
    with pytest.raises(NotApproved):
        release(approved, by=alice)
    assert not Release.objects.exists()
    assert state(approved)[0] == "submitted"


def test_a_file_that_cannot_be_labelled_is_not_released(alice, approved, browser_of):
    rows(approved).update(file=default_storage.save("images/broken.jpg", ContentFile(b"no picture")))
    answer = browser_of(alice).post(reverse("image_release", args=[approved.pk]), follow=True)
    assert "The AI label could not be written into the file." in answer.text
    assert not Release.objects.exists()


def test_a_missing_file_is_shown(alice, approved, browser_of):
    default_storage.delete(approved.file)
    answer = browser_of(alice).post(reverse("image_release", args=[approved.pk]), follow=True)
    assert "The file is missing. Nothing was released." in answer.text
    assert state(approved)[0] == "approved"


def test_viewers_and_strangers_get_no_copy(approved, team, charlie, browser_of):
    vera = member("Vera", team, "viewer")
    assert download(browser_of(vera), approved).status_code == 403
    assert "To release images, ask a team lead" in browser_of(vera).get(approved.get_absolute_url()).text
    assert download(browser_of(charlie), approved).status_code == 404
    auditor = person("Audrey")
    type(auditor).objects.filter(pk=auditor.pk).update(is_auditor=True)
    assert download(browser_of(auditor), approved).status_code == 403
    assert not Release.objects.exists()


@pytest.mark.parametrize(
    ("asked", "watermark", "drawn"), [(True, False, True), (True, True, False), (False, False, False)]
)
def test_the_visible_label_is_drawn_where_the_team_asks_and_no_watermark_is_there(
    alice, approved, team, browser_of, asked, watermark, drawn
):
    type(team).objects.filter(pk=team.pk).update(visible_label=asked)
    type(approved.generation).objects.filter(pk=approved.generation_id).update(watermark=watermark)
    copy = Pillow.open(io.BytesIO(download(browser_of(alice), approved).content)).convert("RGB")
    white = sum(min(pixel) > 240 for pixel in copy.crop((300, 250, 400, 300)).get_flattened_data())
    assert (white > 50) is drawn
    assert Release.objects.get().visible_label is drawn
