"""Reruns and retries: a person may start them, the studio never does by itself."""

import uuid
from datetime import timedelta

import pytest
from django.db.models.functions import Now
from django.urls import reverse

from studio.generations.execution import image_transitions, transitions
from studio.generations.models import Generation, Image
from studio.generations.runs.cancel import cancel
from studio.provider.stream.events import ImageFailed, ImageSucceeded
from tests.fixtures import create_run

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def unknown(alice) -> Generation:
    """A group of two with an unknown outcome, past its deadline."""
    run = create_sent_run(alice, references=["https://pictures.example/a.jpg"])
    transitions.unknown(run.pk, code="interrupted", message="")
    Generation.objects.filter(pk=run.pk).update(sent_at=Now() - timedelta(hours=1))
    return run


@pytest.fixture
def stalled(alice) -> Generation:
    """A group of two whose worker does not respond."""
    run = create_sent_run(alice)
    transitions.stalled(run.pk)
    return run


def create_sent_run(owner, **changes) -> Generation:
    run = create_run(owner, max_images=2, **changes)
    transitions.claim(run.pk)
    return run


def post(client, name: str, pk: int, **data):
    return client.post(reverse(name, args=[pk]), data, headers=HTMX)


def test_a_rerun_of_an_unknown_run_is_a_new_run(alice, unknown, client_for):
    response = post(client_for(alice), "run_rerun", unknown.pk)
    rerun = Generation.objects.latest("id")
    assert f'id="run-{rerun.pk}"' in response.text
    assert (rerun.retry_of, rerun.state, rerun.max_images) == (unknown, "queued", 2)
    assert rerun.references_list[0].url == "https://pictures.example/a.jpg"
    unknown.refresh_from_db()
    assert unknown.state == "unknown"


def test_a_double_click_on_run_again_starts_one_run(alice, unknown, client_for):
    client, submission = client_for(alice), uuid.uuid4()
    post(client, "run_rerun", unknown.pk, submission=submission)
    post(client, "run_rerun", unknown.pk, submission=submission)
    assert unknown.retries.count() == 1


def test_a_call_that_may_still_be_open_is_repeated_only_after_confirmation(alice, stalled, client_for):
    client = client_for(alice)
    response = post(client, "run_rerun", stalled.pk)
    assert response.status_code == 409
    assert "up to 2 images may be generated twice, which would cost another CN¥0.50" in response.text
    assert 'role="alertdialog"' in response.text
    assert 'name="confirm" value="twice"' in response.text
    assert not stalled.retries.exists()
    assert post(client, "run_rerun", stalled.pk, confirm="twice").status_code == 200
    assert stalled.retries.count() == 1


def test_without_javascript_the_confirmation_is_a_page(alice, stalled, client_for):
    response = client_for(alice).post(reverse("run_rerun", args=[stalled.pk]))
    assert response.status_code == 409
    assert 'role="alertdialog"' in response.text
    assert "<html" in response.text


def test_an_unknown_call_before_its_deadline_needs_confirmation_too(alice, unknown, client_for):
    Generation.objects.filter(pk=unknown.pk).update(sent_at=Now())
    assert post(client_for(alice), "run_rerun", unknown.pk).status_code == 409
    assert not unknown.retries.exists()


def test_the_card_of_a_stalled_run_says_until_when_images_may_arrive(alice, stalled, client_for):
    stalled.refresh_from_db()
    until = f"{stalled.deadline:%H:%M:%S}"
    page = client_for(alice).get(reverse("run", args=[stalled.pk])).text
    assert "Worker not responding" in page
    assert f"Images may still arrive until {until}." in page
    assert f"may still be running until {until}" in page


def test_a_call_whose_worker_responds_again_cannot_be_rerun(alice, stalled, client_for):
    transitions.responding(stalled.pk)
    assert post(client_for(alice), "run_rerun", stalled.pk, confirm="twice").status_code == 409
    assert not stalled.retries.exists()


def test_a_queued_run_cannot_be_rerun(alice, client_for):
    assert post(client_for(alice), "run_rerun", create_run(alice).pk).status_code == 409
    assert Generation.objects.count() == 1


def test_a_failed_image_is_retried_by_a_run_of_one_image(alice, client_for):
    run = create_run(alice, max_images=3)
    transitions.claim(run.pk)
    transitions.image_failed(
        run.pk, ImageFailed(index=1, code="OutputImageSensitiveContentDetected", message="")
    )
    post(client_for(alice), "slot_retry", run.images.get(index=1).pk)
    rerun = run.retries.get()
    assert (rerun.max_images, rerun.planned, rerun.prompt) == (None, 1, run.prompt)


def test_a_waiting_image_cannot_be_retried(alice, client_for):
    run = create_run(alice)
    assert post(client_for(alice), "slot_retry", run.images.get().pk).status_code == 409


@pytest.mark.parametrize("name", ["run_rerun", "slot_retry"])
def test_other_users_cannot_rerun_or_retry_alices_run(name, unknown, bob, charlie, client_for):
    pk = unknown.pk if name == "run_rerun" else unknown.images.first().pk
    for stranger in (bob, charlie):
        assert post(client_for(stranger), name, pk).status_code == 404
    assert Generation.objects.count() == 1


@pytest.fixture
def retried(alice, client_for) -> tuple[Generation, Generation]:
    """A run of two with one failed image, and the run that retries it."""
    run = create_run(alice, max_images=2)
    transitions.claim(run.pk)
    transitions.image_failed(
        run.pk, ImageFailed(index=1, code="OutputImageSensitiveContentDetected", message="")
    )
    transitions.image_made(run.pk, ImageSucceeded(index=0, url="https://results.example/0.jpg"))
    transitions.ended(run.pk, completed=True)
    store_image(run.images.get(index=0))
    post(client_for(alice), "slot_retry", run.images.get(index=1).pk)
    return run, run.retries.get()


def store_image(image: Image) -> None:
    files = {"file": "a.jpg", "thumbnail": "a.webp", "sha256": "0" * 64, "width": 2048, "height": 2048}
    image_transitions.fetched(image.pk, **files)


def complete_retry(run: Generation) -> None:
    transitions.claim(run.pk)
    transitions.image_made(run.pk, ImageSucceeded(index=0, url="https://results.example/again.jpg"))
    transitions.ended(run.pk, completed=True)
    store_image(run.images.get())


def test_a_failed_image_shows_its_retry(alice, retried, client_for):
    run, rerun = retried
    page = client_for(alice).get(run.get_absolute_url()).text
    assert f"Retrying in run {rerun.pk}" in page
    assert f'href="{rerun.get_absolute_url()}"' in page
    assert "2 images, 1 failed" in page


def test_the_image_of_a_retry_replaces_the_failed_one(alice, retried, client_for):
    run, rerun = retried
    before = Generation.objects.get(pk=run.pk).updated
    complete_retry(rerun)
    page = client_for(alice).get(run.get_absolute_url()).text
    assert f"Retried in run {rerun.pk}" in page
    assert rerun.images.get().small_url in page
    assert "1 of 2 images, 1 retried" in page
    assert Generation.objects.get(pk=run.pk).updated > before, "an open page is told"


def test_a_retry_without_an_image_can_be_repeated(alice, retried, client_for):
    run, rerun = retried
    cancel(rerun, by=alice)
    page = client_for(alice).get(run.get_absolute_url()).text
    assert f"Run {rerun.pk} produced no image" in page
    assert reverse("slot_retry", args=[run.images.get(index=1).pk]) in page
