"""Asking for the budget that running a run again, or retrying one of its images, lacks."""

import uuid

import pytest
from django.urls import reverse

from studio.budgets.limits import set_budget
from studio.generations.execution import transitions
from studio.generations.models import BudgetRequest, Generation, Image
from studio.generations.runs.cancel import cancel
from studio.provider.stream.events import ImageFailed
from tests.fixtures import run_of

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
ASK = "Ask for budget"


@pytest.fixture
def cancelled(alice) -> Generation:
    """A group of two, which costs CN¥0.50; afterwards nothing is left of Alice's budget."""
    run = run_of(alice, max_images=2, references=["https://pictures.example/a.jpg"])
    cancel(run, by=alice)
    set_budget(alice, 0)
    return run


@pytest.fixture
def failed(alice) -> Image:
    """An image of a group of three that failed."""
    run = run_of(alice, max_images=3)
    transitions.claim(run.pk)
    transitions.image_failed(run.pk, ImageFailed(index=1, code="OutputRisk", message=""))
    set_budget(alice, 0)
    return run.images.get(index=1)


def post(client, name: str, pk: int, **data):
    return client.post(reverse(name, args=[pk]), data, headers=HTMX)


def approve(client, request: BudgetRequest):
    return client.post(reverse("budget_request_approve", args=[request.pk]))


def test_run_again_offers_to_ask_where_the_budget_stops_it(alice, cancelled, browser_of):
    answer = post(browser_of(alice), "run_rerun", cancelled.pk)
    assert answer.status_code == 409
    assert "budget" in answer.context["notice"]
    assert ASK in answer.text
    assert f'action="{reverse("run_rerun_ask", args=[cancelled.pk])}"' in answer.text


def test_without_javascript_the_form_is_on_a_page(alice, cancelled, browser_of):
    answer = browser_of(alice).post(reverse("run_rerun", args=[cancelled.pk]))
    assert answer.status_code == 409
    assert "<html" in answer.text
    assert ASK in answer.text


def test_one_click_asks_and_a_second_one_finds_the_same_request(alice, cancelled, browser_of):
    click = {"submission": uuid.uuid4(), "purpose": "Autumn poster"}
    answer = post(browser_of(alice), "run_rerun_ask", cancelled.pk, **click)
    made = BudgetRequest.objects.get()
    assert answer.headers["HX-Redirect"] == made.get_absolute_url()
    assert (made.retry_of, made.slot, made.purpose, made.cost) == (cancelled, None, "Autumn poster", 500_000)
    post(browser_of(alice), "run_rerun_ask", cancelled.pk, **click)
    assert BudgetRequest.objects.count() == 1


def test_an_approval_starts_the_same_run_again(alice, root, cancelled, browser_of):
    post(browser_of(alice), "run_rerun_ask", cancelled.pk)
    request = BudgetRequest.objects.get()
    page = browser_of(root).get(request.get_absolute_url()).text
    assert f"Run {cancelled.pk}" in page
    assert approve(browser_of(root), request).status_code == 302
    again = cancelled.retries.get()
    assert (again.owner, again.prompt, again.max_images, again.state) == (alice, "A vase", 2, "queued")
    assert again.references_list[0].url == "https://pictures.example/a.jpg"


def test_retry_asks_for_the_budget_of_one_image(alice, failed, browser_of):
    answer = post(browser_of(alice), "slot_retry", failed.pk)
    assert (answer.status_code, ASK in answer.text) == (409, True)
    post(browser_of(alice), "slot_retry_ask", failed.pk)
    made = BudgetRequest.objects.get()
    assert (made.slot, made.retry_of, made.planned, made.cost) == (failed, failed.generation, 1, 250_000)


def test_an_approved_retry_is_the_one_that_the_image_shows(alice, root, failed, browser_of):
    post(browser_of(alice), "slot_retry_ask", failed.pk)
    request = BudgetRequest.objects.get()
    assert f"Image 2 of run {failed.generation_id}" in browser_of(root).get(request.get_absolute_url()).text
    approve(browser_of(root), request)
    again = failed.generation.retries.get()
    failed.refresh_from_db()
    assert (failed.retry, again.planned) == (again, 1)


def test_where_nothing_is_left_to_repeat_the_approval_is_refused_and_no_budget_raised(
    alice, root, cancelled, browser_of
):
    post(browser_of(alice), "run_rerun_ask", cancelled.pk)
    Generation.objects.filter(pk=cancelled.pk).update(state="completed")
    answer = approve(browser_of(root), BudgetRequest.objects.get())
    assert answer.status_code == 422
    assert "The run of Alice can’t start: Only a run that failed" in answer.text
    assert not cancelled.retries.exists()
    assert BudgetRequest.objects.get().is_open


def test_a_call_that_may_be_alive_is_asked_for_only_when_a_person_insists(alice, browser_of):
    run = run_of(alice, max_images=2)
    transitions.claim(run.pk)
    transitions.stalled(run.pk)
    set_budget(alice, 0)
    client = browser_of(alice)
    assert 'role="alertdialog"' in post(client, "run_rerun_ask", run.pk).text
    assert not BudgetRequest.objects.exists()
    answer = post(client, "run_rerun", run.pk, confirm="twice")
    assert '<input type="hidden" name="confirm" value="twice">' in answer.text
    post(client, "run_rerun_ask", run.pk, confirm="twice")
    assert BudgetRequest.objects.get().retry_of == run


def test_where_the_budget_suffices_there_is_nothing_to_ask_for(alice, failed, browser_of):
    set_budget(alice, 5_000_000)
    cancelled = run_of(alice)
    cancel(cancelled, by=alice)
    answer = post(browser_of(alice), "run_rerun_ask", cancelled.pk)
    assert (answer.status_code, ASK in answer.text) == (409, False)
    assert "The budget is enough for this run now. Select Run again." in answer.text
    assert "Select Retry." in post(browser_of(alice), "slot_retry_ask", failed.pk).text


def test_what_was_typed_is_kept_where_there_are_too_many_requests(alice, cancelled, browser_of, monkeypatch):
    monkeypatch.setattr("studio.generations.budget_requests.requesting.MOST_OPEN", 0)
    answer = post(browser_of(alice), "run_rerun_ask", cancelled.pk, purpose="Autumn poster")
    assert "You can have up to 0 open budget requests." in answer.text
    assert 'value="Autumn poster"' in answer.text


@pytest.mark.parametrize("name", ["run_rerun_ask", "slot_retry_ask"])
def test_others_cannot_ask_for_alices_private_runs(name, failed, bob, charlie, browser_of):
    pk = failed.pk if name == "slot_retry_ask" else failed.generation_id
    for stranger in (bob, charlie):
        assert post(browser_of(stranger), name, pk).status_code == 404
    assert not BudgetRequest.objects.exists()
