"""A person may ask again; a machine never does."""

import uuid
from datetime import timedelta

import pytest
from django.db.models.functions import Now
from django.urls import reverse

from studio.generations.execution import image_transitions, transitions
from studio.generations.models import Generation, Image
from studio.generations.runs.cancel import cancel
from studio.provider.stream.events import ImageFailed, ImageSucceeded
from tests.fixtures import run_of

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def unknown(alice) -> Generation:
    """A group of two whose end nobody saw, and whose time is up."""
    run = sent(alice, references=["https://pictures.example/a.jpg"])
    transitions.unknown(run.pk, code="interrupted", message="")
    Generation.objects.filter(pk=run.pk).update(sent_at=Now() - timedelta(hours=1))
    return run


@pytest.fixture
def stalled(alice) -> Generation:
    """A group of two whose worker does not respond."""
    run = sent(alice)
    transitions.stalled(run.pk)
    return run


def sent(owner, **changes) -> Generation:
    run = run_of(owner, max_images=2, **changes)
    transitions.claim(run.pk)
    return run


def post(client, name: str, pk: int, **data):
    return client.post(reverse(name, args=[pk]), data, headers=HTMX)


def test_an_unknown_run_is_run_again_as_a_new_one(alice, unknown, browser_of):
    answer = post(browser_of(alice), "run_rerun", unknown.pk)
    again = Generation.objects.latest("id")
    assert f'id="run-{again.pk}"' in answer.text
    assert (again.retry_of, again.state, again.max_images) == (unknown, "queued", 2)
    assert again.references_list[0].url == "https://pictures.example/a.jpg"
    unknown.refresh_from_db()
    assert unknown.state == "unknown"


def test_a_double_click_on_run_again_makes_one_run(alice, unknown, browser_of):
    client, submission = browser_of(alice), uuid.uuid4()
    post(client, "run_rerun", unknown.pk, submission=submission)
    post(client, "run_rerun", unknown.pk, submission=submission)
    assert unknown.retries.count() == 1


def test_a_call_that_may_be_alive_is_not_repeated_until_a_person_insists(alice, stalled, browser_of):
    client = browser_of(alice)
    answer = post(client, "run_rerun", stalled.pk)
    assert answer.status_code == 409
    assert "up to 2 images may be generated twice, which would cost another CN¥0.50" in answer.text
    assert 'role="alertdialog"' in answer.text
    assert 'name="confirm" value="twice"' in answer.text
    assert not stalled.retries.exists()
    assert post(client, "run_rerun", stalled.pk, confirm="twice").status_code == 200
    assert stalled.retries.count() == 1


def test_the_question_is_a_page_without_javascript(alice, stalled, browser_of):
    answer = browser_of(alice).post(reverse("run_rerun", args=[stalled.pk]))
    assert answer.status_code == 409
    assert 'role="alertdialog"' in answer.text
    assert "<html" in answer.text


def test_an_unknown_call_whose_time_is_not_up_asks_too(alice, unknown, browser_of):
    Generation.objects.filter(pk=unknown.pk).update(sent_at=Now())
    assert post(browser_of(alice), "run_rerun", unknown.pk).status_code == 409
    assert not unknown.retries.exists()


def test_a_card_says_that_the_worker_does_not_respond_and_until_when_images_may_come(
    alice, stalled, browser_of
):
    stalled.refresh_from_db()
    until = f"{stalled.deadline:%H:%M:%S}"
    page = browser_of(alice).get(reverse("run", args=[stalled.pk])).text
    assert "Worker not responding" in page
    assert f"Images may still arrive until {until}." in page
    assert f"may still be running until {until}" in page


def test_a_call_whose_worker_is_back_cannot_be_run_again(alice, stalled, browser_of):
    transitions.responding(stalled.pk)
    assert post(browser_of(alice), "run_rerun", stalled.pk, confirm="twice").status_code == 409
    assert not stalled.retries.exists()


def test_a_run_that_still_waits_cannot_be_run_again(alice, browser_of):
    assert post(browser_of(alice), "run_rerun", run_of(alice).pk).status_code == 409
    assert Generation.objects.count() == 1


def test_a_failed_image_is_retried_by_a_run_of_one(alice, browser_of):
    run = run_of(alice, max_images=3)
    transitions.claim(run.pk)
    transitions.image_failed(
        run.pk, ImageFailed(index=1, code="OutputImageSensitiveContentDetected", message="")
    )
    post(browser_of(alice), "slot_retry", run.images.get(index=1).pk)
    again = run.retries.get()
    assert (again.max_images, again.planned, again.prompt) == (None, 1, run.prompt)


def test_a_waiting_image_cannot_be_retried(alice, browser_of):
    run = run_of(alice)
    assert post(browser_of(alice), "slot_retry", run.images.get().pk).status_code == 409


@pytest.mark.parametrize("name", ["run_rerun", "slot_retry"])
def test_others_cannot_spend_on_alices_behalf(name, unknown, bob, charlie, browser_of):
    pk = unknown.pk if name == "run_rerun" else unknown.images.first().pk
    for stranger in (bob, charlie):
        assert post(browser_of(stranger), name, pk).status_code == 404
    assert Generation.objects.count() == 1


@pytest.fixture
def retried(alice, browser_of) -> tuple[Generation, Generation]:
    """A run of two with one failed image, and the run that retries it."""
    run = run_of(alice, max_images=2)
    transitions.claim(run.pk)
    transitions.image_failed(
        run.pk, ImageFailed(index=1, code="OutputImageSensitiveContentDetected", message="")
    )
    transitions.image_made(run.pk, ImageSucceeded(index=0, url="https://results.example/0.jpg"))
    transitions.ended(run.pk, completed=True)
    store(run.images.get(index=0))
    post(browser_of(alice), "slot_retry", run.images.get(index=1).pk)
    return run, run.retries.get()


def store(image: Image) -> None:
    files = {"file": "a.jpg", "thumbnail": "a.webp", "sha256": "0" * 64, "width": 2048, "height": 2048}
    image_transitions.fetched(image.pk, **files)


def bring(run: Generation) -> None:
    transitions.claim(run.pk)
    transitions.image_made(run.pk, ImageSucceeded(index=0, url="https://results.example/again.jpg"))
    transitions.ended(run.pk, completed=True)
    store(run.images.get())


def test_a_failed_image_says_that_it_is_retried(alice, retried, browser_of):
    run, again = retried
    page = browser_of(alice).get(run.get_absolute_url()).text
    assert f"Retrying in run {again.pk}" in page
    assert f'href="{again.get_absolute_url()}"' in page
    assert "2 images, 1 failed" in page


def test_the_retrys_image_takes_the_place_of_the_failure(alice, retried, browser_of):
    run, again = retried
    before = Generation.objects.get(pk=run.pk).updated
    bring(again)
    page = browser_of(alice).get(run.get_absolute_url()).text
    assert f"Retried in run {again.pk}" in page
    assert again.images.get().small_url in page
    assert "1 of 2 images, 1 retried" in page
    assert Generation.objects.get(pk=run.pk).updated > before, "an open page is told"


def test_a_retry_that_brought_nothing_may_be_repeated(alice, retried, browser_of):
    run, again = retried
    cancel(again, by=alice)
    page = browser_of(alice).get(run.get_absolute_url()).text
    assert f"Run {again.pk} produced no image" in page
    assert reverse("slot_retry", args=[run.images.get(index=1).pk]) in page
