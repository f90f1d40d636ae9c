"""A person may ask again; a machine never does."""

import uuid

import pytest
from django.urls import reverse

from studio.generations import record
from studio.generations.models import Generation
from studio.provider.events import ImageFailed
from tests.cast import run_of

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def unknown(alice) -> Generation:
    """A group of two whose end nobody saw."""
    run = run_of(alice, max_images=2, references=["https://pictures.example/a.jpg"])
    record.claim(run.pk)
    record.unknown(run.pk, code="interrupted", message="")
    return run


def post(client, name: str, pk: int, **data):
    return client.post(reverse(name, args=[pk]), data, headers=HTMX)


def test_an_unknown_run_is_run_again_as_a_new_one(alice, unknown, browser_of):
    answer = post(browser_of(alice), "run_again", unknown.pk)
    again = Generation.objects.latest("id")
    assert f'id="run-{again.pk}"' in answer.text
    assert (again.retry_of, again.state, again.max_images) == (unknown, "queued", 2)
    assert again.references_list[0].url == "https://pictures.example/a.jpg"
    unknown.refresh_from_db()
    assert unknown.state == "unknown"


def test_a_double_click_on_run_again_makes_one_run(alice, unknown, browser_of):
    client, submission = browser_of(alice), uuid.uuid4()
    post(client, "run_again", unknown.pk, submission=submission)
    post(client, "run_again", unknown.pk, submission=submission)
    assert unknown.retries.count() == 1


def test_a_run_that_still_waits_cannot_be_run_again(alice, browser_of):
    assert post(browser_of(alice), "run_again", run_of(alice).pk).status_code == 409
    assert Generation.objects.count() == 1


def test_a_failed_image_is_retried_by_a_run_of_one(alice, browser_of):
    run = run_of(alice, max_images=3)
    record.claim(run.pk)
    record.image_failed(run.pk, ImageFailed(index=1, code="OutputImageSensitiveContentDetected", message=""))
    post(browser_of(alice), "slot_retry", run.images.get(index=1).pk)
    again = run.retries.get()
    assert (again.max_images, again.planned, again.prompt) == (None, 1, run.prompt)


def test_a_waiting_image_cannot_be_retried(alice, browser_of):
    run = run_of(alice)
    assert post(browser_of(alice), "slot_retry", run.images.get().pk).status_code == 409


@pytest.mark.parametrize("name", ["run_again", "slot_retry"])
def test_others_cannot_spend_on_alices_behalf(name, unknown, bob, charlie, browser_of):
    pk = unknown.pk if name == "run_again" else unknown.images.first().pk
    for stranger in (bob, charlie):
        assert post(browser_of(stranger), name, pk).status_code == 404
    assert Generation.objects.count() == 1
