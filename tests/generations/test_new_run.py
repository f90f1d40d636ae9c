"""POST /runs/ starts a run from the composer's form, or returns the form with the input kept."""

import uuid
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from studio.generations.composer.drafts import draft_of
from studio.generations.composer.forms import RunForm
from studio.generations.composer.uploads import store
from studio.generations.models import Generation
from studio.generations.runs.cancel import cancel
from tests.fixtures import image_bytes

pytestmark = pytest.mark.django_db

FORM = {
    "prompt": "雨夜的城市街道",
    "size_mode": "ratio",
    "size": "2496x1664",
    "group": "auto",
    "max_images": "6",
    "watermark": "on",
    "optimize_prompt_mode": "",
}
HTMX = {"HX-Request": "true"}


@pytest.fixture
def submit(alice, client_for):
    client = client_for(alice)

    def post(*, htmx: bool = True, **changes):
        data = {"submission": str(uuid.uuid4()), **FORM, **changes}
        form = urlencode({key: value for key, value in data.items() if value is not None}, doseq=True)
        return client.post(
            reverse("runs"), form, "application/x-www-form-urlencoded", headers=HTMX if htmx else {}
        )

    return post


def test_the_response_is_the_card_of_the_run(submit):
    response = submit()
    run = Generation.objects.get()
    assert response.status_code == 200
    assert f'id="run-{run.pk}"' in response.text
    assert f'id="run-{run.pk}-tile-5"' in response.text


def test_every_choice_is_stored_on_the_run(submit):
    submit(watermark=None, optimize_prompt_mode="standard")
    run = Generation.objects.get()
    assert (run.prompt, run.size, run.max_images) == ("雨夜的城市街道", "2496x1664", 6)
    assert (run.watermark, run.optimize_prompt) == (False, "standard")


def test_without_a_group_there_is_one_image(submit):
    submit(group="disabled", max_images="6")
    assert Generation.objects.get().max_images is None


@pytest.mark.parametrize(
    ("mode", "size"),
    [
        ({"size_mode": "tier", "tier": "4K"}, "4K"),
        ({"size_mode": "custom", "w": "2000", "h": "2000"}, "2000x2000"),
    ],
)
def test_a_tier_and_a_custom_size_are_sent_as_such(submit, mode, size):
    submit(**mode)
    assert Generation.objects.get().size == size


def test_a_double_click_makes_one_run(submit):
    submission = str(uuid.uuid4())
    assert submit(submission=submission).status_code == submit(submission=submission).status_code == 200
    assert Generation.objects.count() == 1


@pytest.mark.parametrize(
    ("invalid", "message"),
    [
        ({"prompt": "  "}, "Enter a prompt."),
        ({"size_mode": "custom", "w": "1920", "h": "1080"}, "below the minimum of 3,686,400"),
        ({"size_mode": "custom", "w": "9000", "h": "9000"}, "above the maximum of 16,777,216"),
        ({"size_mode": "custom", "w": "20000", "h": "300"}, "outside 1:16 to 16:1"),
        ({"size_mode": "custom", "w": "", "h": ""}, "Enter a width and a height."),
        ({"size_mode": "ratio", "size": "1x1"}, "Select a valid choice"),
        ({"max_images": "16"}, "less than or equal to 15"),
        ({"max_images": ""}, "Enter the maximum number of images."),
        ({"ref": ["url:http://pictures.example/a.jpg"]}, "https://"),
        ({"ref": ["upload:999999"]}, "No longer available"),
        ({"ref": [f"url:https://pictures.example/{n}.jpg" for n in range(15)]}, "up to 14"),
        ({"ref": [f"url:https://pictures.example/{n}.jpg" for n in range(10)]}, "leaves room for 5 images"),
    ],
)
def test_values_that_the_provider_would_refuse_are_form_errors(submit, invalid, message):
    response = submit(**invalid)
    assert response.status_code == 422
    assert message in response.text
    assert not Generation.objects.exists()


def test_the_nearest_allowed_size_is_offered(submit):
    assert "2560x1440" in submit(size_mode="custom", w="1920", h="1080").text


@pytest.mark.parametrize("htmx", [True, False])
def test_a_refused_form_keeps_the_input(submit, alice, htmx):
    upload = store(SimpleUploadedFile("a.jpg", image_bytes()), by=alice)
    text = submit(
        htmx=htmx,
        max_images="99",
        watermark=None,
        size="1664x2496",
        ref=[upload.value, "url:https://pictures.example/b.jpg"],
    ).text
    assert "雨夜的城市街道" in text
    assert 'value="99"' in text
    assert upload.value in text
    assert "url:https://pictures.example/b.jpg" in text
    assert text.count("<html") == (0 if htmx else 1)


def test_without_javascript_the_submitted_form_becomes_the_draft(submit, alice):
    submit(htmx=False, prompt="older")
    submit(htmx=False, watermark=None)
    draft = draft_of(alice, team=None)
    assert (draft.fields["prompt"], draft.fields["size"]) == ("雨夜的城市街道", "2496x1664")
    assert "watermark" not in draft.fields


def test_without_javascript_only_the_page_of_an_unfinished_run_refreshes(submit, alice, client_for):
    submit(htmx=False)
    run = Generation.objects.get()
    page = run.get_absolute_url()
    assert '<noscript><meta http-equiv="refresh"' in client_for(alice).get(page).text
    cancel(run, by=alice)
    assert "http-equiv" not in client_for(alice).get(page).text


def test_without_javascript_files_are_uploaded_with_the_form(alice, client_for):
    data = {"submission": str(uuid.uuid4()), **FORM, "files": SimpleUploadedFile("a.jpg", image_bytes())}
    response = client_for(alice).post(reverse("runs"), data)
    assert (response.status_code, response.url) == (302, Generation.objects.get().get_absolute_url())
    assert Generation.objects.get().references.get().upload.owner == alice


def test_another_users_upload_cannot_be_a_reference(submit, charlie):
    upload = store(SimpleUploadedFile("a.jpg", image_bytes()), by=charlie)
    assert submit(ref=upload.value).status_code == 422


def test_starting_a_run_requires_signing_in(db, client_for):
    assert client_for(None).post(reverse("runs"), FORM).status_code == 302
    assert not Generation.objects.exists()


@pytest.mark.parametrize(("size", "scale"), [("2048x2048", "2K"), ("4096x4096", "4K"), ("nonsense", "2K")])
def test_the_resolution_of_the_chosen_preset_is_selected(size, scale, alice):
    form = RunForm({"size": size}, by=alice)
    assert form.scale == scale
