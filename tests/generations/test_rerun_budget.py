"""Budget requests for a rerun of a run, or a retry of one of its images, that the budget stops."""

import uuid

import pytest
from django.urls import reverse

from studio.budgets.limits import set_budget
from studio.generations.execution import transitions
from studio.generations.models import BudgetRequest, Generation, Image
from studio.generations.runs.cancel import cancel
from studio.provider.stream.events import ImageFailed
from tests.fixtures import create_run

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
ASK = "Ask for budget"


@pytest.fixture
def cancelled(alice) -> Generation:
    """A group of two, which costs CN¥0.50; afterwards nothing is left of Alice's budget."""
    run = create_run(alice, max_images=2, references=["https://pictures.example/a.jpg"])
    cancel(run, by=alice)
    set_budget(alice, 0)
    return run


@pytest.fixture
def failed(alice) -> Image:
    """An image of a group of three that failed."""
    run = create_run(alice, max_images=3)
    transitions.claim(run.pk)
    transitions.image_failed(run.pk, ImageFailed(index=1, code="OutputRisk", message=""))
    set_budget(alice, 0)
    return run.images.get(index=1)


def post(client, name: str, pk: int, **data):
    return client.post(reverse(name, args=[pk]), data, headers=HTMX)


def approve(client, request: BudgetRequest):
    return client.post(reverse("budget_request_approve", args=[request.pk]))


def test_run_again_offers_a_request_if_the_budget_stops_it(alice, cancelled, client_for):
    response = post(client_for(alice), "run_rerun", cancelled.pk)
    assert response.status_code == 409
    assert "budget" in response.context["notice"]
    assert ASK in response.text
    assert f'action="{reverse("run_rerun_ask", args=[cancelled.pk])}"' in response.text


def test_without_javascript_the_form_is_on_a_page(alice, cancelled, client_for):
    response = client_for(alice).post(reverse("run_rerun", args=[cancelled.pk]))
    assert response.status_code == 409
    assert "<html" in response.text
    assert ASK in response.text


def test_a_double_click_creates_one_request(alice, cancelled, client_for):
    click = {"submission": uuid.uuid4(), "purpose": "Autumn poster"}
    response = post(client_for(alice), "run_rerun_ask", cancelled.pk, **click)
    request = BudgetRequest.objects.get()
    assert response.headers["HX-Redirect"] == request.get_absolute_url()
    assert (request.retry_of, request.slot, request.purpose, request.cost) == (
        cancelled,
        None,
        "Autumn poster",
        500_000,
    )
    post(client_for(alice), "run_rerun_ask", cancelled.pk, **click)
    assert BudgetRequest.objects.count() == 1


def test_an_approval_starts_the_rerun(alice, root, cancelled, client_for):
    post(client_for(alice), "run_rerun_ask", cancelled.pk)
    request = BudgetRequest.objects.get()
    page = client_for(root).get(request.get_absolute_url()).text
    assert f"Run {cancelled.pk}" in page
    assert approve(client_for(root), request).status_code == 302
    rerun = cancelled.retries.get()
    assert (rerun.owner, rerun.prompt, rerun.max_images, rerun.state) == (alice, "A vase", 2, "queued")
    assert rerun.references_list[0].url == "https://pictures.example/a.jpg"


def test_a_retry_requests_the_budget_of_one_image(alice, failed, client_for):
    response = post(client_for(alice), "slot_retry", failed.pk)
    assert (response.status_code, ASK in response.text) == (409, True)
    post(client_for(alice), "slot_retry_ask", failed.pk)
    request = BudgetRequest.objects.get()
    assert (request.slot, request.retry_of, request.planned, request.cost) == (
        failed,
        failed.generation,
        1,
        250_000,
    )


def test_the_image_refers_to_its_approved_retry(alice, root, failed, client_for):
    post(client_for(alice), "slot_retry_ask", failed.pk)
    request = BudgetRequest.objects.get()
    assert f"Image 2 of run {failed.generation_id}" in client_for(root).get(request.get_absolute_url()).text
    approve(client_for(root), request)
    rerun = failed.generation.retries.get()
    failed.refresh_from_db()
    assert (failed.retry, rerun.planned) == (rerun, 1)


def test_an_approval_fails_if_the_run_cannot_be_rerun_any_more(alice, root, cancelled, client_for):
    post(client_for(alice), "run_rerun_ask", cancelled.pk)
    Generation.objects.filter(pk=cancelled.pk).update(state="completed")
    response = approve(client_for(root), BudgetRequest.objects.get())
    assert response.status_code == 422
    assert "The run of Alice can’t start: Only a run that failed" in response.text
    assert not cancelled.retries.exists()
    assert BudgetRequest.objects.get().is_open


def test_a_request_for_a_call_that_may_still_be_open_needs_confirmation(alice, client_for):
    run = create_run(alice, max_images=2)
    transitions.claim(run.pk)
    transitions.stalled(run.pk)
    set_budget(alice, 0)
    client = client_for(alice)
    assert 'role="alertdialog"' in post(client, "run_rerun_ask", run.pk).text
    assert not BudgetRequest.objects.exists()
    response = post(client, "run_rerun", run.pk, confirm="twice")
    assert '<input type="hidden" name="confirm" value="twice">' in response.text
    post(client, "run_rerun_ask", run.pk, confirm="twice")
    assert BudgetRequest.objects.get().retry_of == run


def test_a_request_is_refused_if_the_budget_is_enough(alice, failed, client_for):
    set_budget(alice, 5_000_000)
    cancelled = create_run(alice)
    cancel(cancelled, by=alice)
    response = post(client_for(alice), "run_rerun_ask", cancelled.pk)
    assert (response.status_code, ASK in response.text) == (409, False)
    assert "The budget is enough for this run now. Select Run again." in response.text
    assert "Select Retry." in post(client_for(alice), "slot_retry_ask", failed.pk).text


def test_the_input_is_kept_if_there_are_too_many_requests(alice, cancelled, client_for, monkeypatch):
    monkeypatch.setattr("studio.generations.budget_requests.requesting.MOST_OPEN", 0)
    response = post(client_for(alice), "run_rerun_ask", cancelled.pk, purpose="Autumn poster")
    assert "You can have up to 0 open budget requests." in response.text
    assert 'value="Autumn poster"' in response.text


@pytest.mark.parametrize("name", ["run_rerun_ask", "slot_retry_ask"])
def test_other_users_cannot_request_budget_for_private_runs(name, failed, bob, charlie, client_for):
    pk = failed.pk if name == "slot_retry_ask" else failed.generation_id
    for stranger in (bob, charlie):
        assert post(client_for(stranger), name, pk).status_code == 404
    assert not BudgetRequest.objects.exists()
