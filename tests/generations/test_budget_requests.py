"""Budget requests: a run that a hard budget stops becomes a request that waits for a decision."""

import uuid

import pytest
from django.core import mail

from studio.accounts import notifications
from studio.accounts.models import Notification
from studio.budgets.limits import set_budget
from studio.generations.account_deletion import delete_account
from studio.generations.models import BudgetRequest
from studio.generations.runs.rerun import Refused
from tests.accounts.factories import auditor
from tests.generations.budget_request_helpers import FORM, HTMX, LIST, create_budget_request, decide

pytestmark = pytest.mark.django_db


def test_a_stopped_run_becomes_a_request_with_one_click(alice, client_for):
    set_budget(alice, 300_000)
    form = {**FORM, "submission": uuid.uuid4(), "purpose": "Autumn poster"}
    client = client_for(alice)
    response = client.post(LIST, form, headers=HTMX)
    request = BudgetRequest.objects.get()
    assert response.headers["HX-Redirect"] == request.get_absolute_url()
    assert (request.purpose, request.prompt, request.max_images, request.cost) == (
        "Autumn poster",
        "A vase",
        4,
        1_000_000,
    )
    assert request.is_personal
    assert client.post(LIST, form).url == request.get_absolute_url()
    assert BudgetRequest.objects.count() == 1
    assert not alice.generations.exists()


def test_the_composer_offers_a_request_if_the_budget_stops_the_run(alice, client_for):
    set_budget(alice, 300_000)
    page = client_for(alice).post("/runs/", {**FORM, "submission": uuid.uuid4()}).text
    assert 'formaction="/budget-requests/"' in page


def test_an_invalid_form_keeps_the_input(alice, client_for):
    set_budget(alice, 300_000)
    form = {**FORM, "prompt": "", "purpose": "Autumn poster", "submission": uuid.uuid4()}
    response = client_for(alice).post(LIST, form, headers=HTMX)
    assert response.status_code == 422
    assert 'value="Autumn poster"' in response.text
    assert "Enter a prompt." in response.text
    assert not BudgetRequest.objects.exists()


def test_a_request_is_refused_if_the_budget_is_enough(alice, client_for):
    response = client_for(alice).post(LIST, {**FORM, "submission": uuid.uuid4()}, headers=HTMX)
    assert response.status_code == 422
    assert "The budget is enough for this run now. Select Generate." in response.text


def test_only_the_requester_can_withdraw_a_request(alice, bob, root, client_for):
    set_budget(alice, 0)
    request = create_budget_request(alice)
    assert decide(client_for(bob), request, "withdraw").status_code == 404
    assert decide(client_for(alice), request, "withdraw").url == LIST
    assert decide(client_for(alice), request, "withdraw").status_code == 409
    assert decide(client_for(root), request).status_code == 409
    assert not Notification.objects.filter(kind="request").exists()


def test_deciders_are_notified_until_the_request_is_decided(alice, lead, team, root, client_for):
    set_budget(team, 0)
    request = create_budget_request(alice, team)
    page = client_for(lead).get("/notifications/").text
    assert "Alice asks for CN¥1.00 for a run in Brand Studio" in page
    assert notifications.unread_count(root) == 0
    decide(client_for(root), request)
    assert notifications.unread_count(lead) == 0
    assert "Root approved the budget request for CN¥1.00." in client_for(alice).get("/notifications/").text


def test_decider_and_requester_get_email_if_mail_is_configured(
    alice, root, settings, client_for, django_capture_on_commit_callbacks
):
    settings.HAS_MAIL = True
    set_budget(alice, 0)
    with django_capture_on_commit_callbacks(execute=True):
        request = create_budget_request(alice)
    with django_capture_on_commit_callbacks(execute=True):
        decide(client_for(root), request, "refuse", reason="Use 2K instead.")
    assert [message.to for message in mail.outbox] == [[root.email], [alice.email]]
    assert mail.outbox[0].subject == "Alice asks for CN¥1.00 for a private run"
    assert "Autumn poster" in mail.outbox[0].body
    assert "Use 2K instead." in mail.outbox[1].body


def test_the_navigation_counts_open_requests(alice, lead, team, client_for):
    set_budget(team, 0)
    assert "request-count" not in client_for(lead).get("/gallery/").text
    create_budget_request(alice, team)
    assert '<span class="badge" id="request-count">1</span>' in client_for(lead).get("/gallery/").text
    assert "request-count" not in client_for(alice).get("/gallery/").text


def test_users_without_access_get_404_for_a_request(alice, bob, charlie, lead, team, root, client_for):
    set_budget(alice, 0)
    team_request, private_request = create_budget_request(alice, team), create_budget_request(alice)
    status_codes = {
        person.name: [
            client_for(person).get(one.get_absolute_url()).status_code
            for one in (team_request, private_request)
        ]
        for person in (alice, bob, charlie, lead, root, auditor())
    }
    assert status_codes == {
        "Alice": [200, 200], "Bob": [404, 404], "Charlie": [404, 404], "Yue": [200, 404], "Root": [200, 200],
        "Iris": [200, 404],
    }  # fmt: skip


def test_the_number_of_open_requests_is_limited(alice):
    set_budget(alice, 0)
    for _ in range(20):
        create_budget_request(alice)
    with pytest.raises(Refused, match="up to 20 open budget requests"):
        create_budget_request(alice)


def test_deleting_an_account_deletes_its_requests(alice, root):
    set_budget(alice, 0)
    create_budget_request(alice)
    delete_account(alice)
    assert not BudgetRequest.objects.exists()
    assert not Notification.objects.filter(kind="request").exists()
