"""POST /images/<id>/release/: an approved image is downloaded with its AI label, and recorded."""

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
from tests.fixtures import create_member, create_user, image_bytes
from tests.review.factories import approve, queryset_of, state_of, submit_image

pytestmark = pytest.mark.django_db


@pytest.fixture
def approved(alice, rita, image) -> Image:
    """Alice's image with a file, which Rita has approved."""
    data = image_bytes(400, 300)
    name = default_storage.save("images/vase.jpg", ContentFile(data))
    queryset_of(image).update(file=name, sha256=hashlib.sha256(data).hexdigest(), width=400, height=300)
    submit_image(image, by=alice)
    approve(image, by=rita)
    return Image.objects.select_related("generation", "team").get(pk=image.pk)


def download(client, image):
    return client.post(reverse("image_release", args=[image.pk]))


def read_labels(data: bytes) -> dict[str, str]:
    image = pyexiv2.ImageData(data)
    try:
        return image.read_xmp()
    finally:
        image.close()


def test_the_copy_is_an_attachment_with_the_label(alice, approved, settings, client_for):
    settings.CONTENT_PRODUCER = "示例公司"
    response = download(client_for(alice), approved)
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Content-Type"] == "image/jpeg"
    found = read_labels(response.content)
    assert '"Label":"1","ContentProducer":"示例公司"' in found[AIGC]
    assert f'"ProduceID":"{approved.generation.submission}-1"' in found[AIGC]
    assert found[SOURCE_TYPE].endswith("/trainedAlgorithmicMedia")


def test_the_original_is_unchanged_and_the_copy_has_the_same_pixels(alice, approved, client_for):
    with default_storage.open(approved.file) as file:
        before = file.read()
    copy = download(client_for(alice), approved).content
    with default_storage.open(approved.file) as file:
        assert file.read() == before
    assert Pillow.open(io.BytesIO(copy)).tobytes() == Pillow.open(io.BytesIO(before)).tobytes()


def test_each_release_is_recorded_with_the_hash_of_its_file(alice, bob, approved, client_for):
    copies = [download(client_for(user), approved).content for user in (alice, bob)]
    found = list(Release.objects.order_by("id"))
    assert [row.by for row in found] == [alice, bob]
    assert [row.sha256 for row in found] == [hashlib.sha256(copy).hexdigest() for copy in copies]
    assert {(row.source_sha256, row.size) for row in found} == {(approved.sha256, len(copies[0]))}
    assert AuditEntry.objects.filter(action="review.released", target_id=approved.pk).count() == 2


def test_the_first_release_changes_the_state_but_not_the_decision_time(alice, approved, client_for):
    decided = Submission.objects.get(image=approved).decided_at
    for _ in range(2):
        download(client_for(alice), approved)
    assert state_of(approved) == ("released", "released")
    assert ReviewEvent.objects.filter(verb="release").count() == 1
    assert Submission.objects.get(image=approved).decided_at == decided


def test_an_unapproved_image_is_not_released(alice, image, client_for):
    submit_image(image, by=alice)
    response = client_for(alice).post(reverse("image_release", args=[image.pk]), follow=True)
    assert "Only approved images can be released." in response.text
    assert not Release.objects.exists()


def test_a_review_that_is_reopened_while_the_copy_is_made_stops_the_release(
    alice, rita, approved, monkeypatch
):
    original_make_copy = releasing.make_copy

    def make_copy_and_reopen(image):
        copy = original_make_copy(image)
        reopen(queryset_of(approved), by=rita)
        return copy

    monkeypatch.setattr(releasing, "make_copy", make_copy_and_reopen)
    with pytest.raises(NotApproved):
        release(approved, by=alice)
    assert not Release.objects.exists()
    assert state_of(approved)[0] == "submitted"


def test_a_file_that_cannot_be_labelled_is_not_released(alice, approved, client_for):
    queryset_of(approved).update(file=default_storage.save("images/broken.jpg", ContentFile(b"no picture")))
    response = client_for(alice).post(reverse("image_release", args=[approved.pk]), follow=True)
    assert "The AI label could not be written into the file." in response.text
    assert not Release.objects.exists()


def test_a_missing_file_is_reported(alice, approved, client_for):
    default_storage.delete(approved.file)
    response = client_for(alice).post(reverse("image_release", args=[approved.pk]), follow=True)
    assert "The file is missing. Nothing was released." in response.text
    assert state_of(approved)[0] == "approved"


def test_viewers_and_strangers_get_no_copy(approved, team, charlie, client_for):
    vera = create_member("Vera", team, "viewer")
    assert download(client_for(vera), approved).status_code == 403
    assert "To release images, ask a team lead" in client_for(vera).get(approved.get_absolute_url()).text
    assert download(client_for(charlie), approved).status_code == 404
    auditor = create_user("Audrey")
    type(auditor).objects.filter(pk=auditor.pk).update(is_auditor=True)
    assert download(client_for(auditor), approved).status_code == 403
    assert not Release.objects.exists()


@pytest.mark.parametrize(
    ("required", "watermark", "drawn"), [(True, False, True), (True, True, False), (False, False, False)]
)
def test_the_visible_label_is_drawn_if_required_and_there_is_no_watermark(
    alice, approved, team, client_for, required, watermark, drawn
):
    type(team).objects.filter(pk=team.pk).update(visible_label=required)
    type(approved.generation).objects.filter(pk=approved.generation_id).update(watermark=watermark)
    copy = Pillow.open(io.BytesIO(download(client_for(alice), approved).content)).convert("RGB")
    white = sum(min(pixel) > 240 for pixel in copy.crop((300, 250, 400, 300)).get_flattened_data())
    assert (white > 50) is drawn
    assert Release.objects.get().visible_label is drawn
