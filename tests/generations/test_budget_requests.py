"""Asking for budget: a run that a hard budget stops becomes a request that waits for a decision."""

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
from tests.generations.budget_request_helpers import FORM, HTMX, LIST, asked, decide

pytestmark = pytest.mark.django_db


def test_a_stopped_run_becomes_a_request_with_one_click(alice, browser_of):
    set_budget(alice, 300_000)
    form = {**FORM, "submission": uuid.uuid4(), "purpose": "Autumn poster"}
    client = browser_of(alice)
    answer = client.post(LIST, form, headers=HTMX)
    made = BudgetRequest.objects.get()
    assert answer.headers["HX-Redirect"] == made.get_absolute_url()
    assert (made.purpose, made.prompt, made.max_images, made.cost) == (
        "Autumn poster",
        "A vase",
        4,
        1_000_000,
    )
    assert made.is_personal
    assert client.post(LIST, form).url == made.get_absolute_url()
    assert BudgetRequest.objects.count() == 1
    assert not alice.generations.exists()


def test_the_composer_offers_to_ask_where_the_budget_stops_the_run(alice, browser_of):
    set_budget(alice, 300_000)
    page = browser_of(alice).post("/runs/", {**FORM, "submission": uuid.uuid4()}).text
    assert 'formaction="/budget-requests/"' in page


def test_a_form_with_a_mistake_comes_back_with_all_that_was_typed(alice, browser_of):
    set_budget(alice, 300_000)
    form = {**FORM, "prompt": "", "purpose": "Autumn poster", "submission": uuid.uuid4()}
    answer = browser_of(alice).post(LIST, form, headers=HTMX)
    assert answer.status_code == 422
    assert 'value="Autumn poster"' in answer.text
    assert "Enter a prompt." in answer.text
    assert not BudgetRequest.objects.exists()


def test_where_the_budget_suffices_there_is_nothing_to_ask_for(alice, browser_of):
    answer = browser_of(alice).post(LIST, {**FORM, "submission": uuid.uuid4()}, headers=HTMX)
    assert answer.status_code == 422
    assert "The budget is enough for this run now. Select Generate." in answer.text


def test_the_requester_withdraws_the_request(alice, bob, root, browser_of):
    set_budget(alice, 0)
    request = asked(alice)
    assert decide(browser_of(bob), request, "withdraw").status_code == 404
    assert decide(browser_of(alice), request, "withdraw").url == LIST
    assert decide(browser_of(alice), request, "withdraw").status_code == 409
    assert decide(browser_of(root), request).status_code == 409
    assert not Notification.objects.filter(kind="request").exists()


def test_the_deciders_are_notified_and_need_it_no_more_afterwards(alice, lead, team, root, browser_of):
    set_budget(team, 0)
    request = asked(alice, team)
    page = browser_of(lead).get("/notifications/").text
    assert "Alice asks for CN¥1.00 for a run in Brand Studio" in page
    assert notifications.unread(root) == 0
    decide(browser_of(root), request)
    assert notifications.unread(lead) == 0
    assert "Root approved the budget request for CN¥1.00." in browser_of(alice).get("/notifications/").text


def test_both_sides_get_mail_where_it_is_set_up(
    alice, root, settings, browser_of, django_capture_on_commit_callbacks
):
    settings.HAS_MAIL = True
    set_budget(alice, 0)
    with django_capture_on_commit_callbacks(execute=True):
        request = asked(alice)
    with django_capture_on_commit_callbacks(execute=True):
        decide(browser_of(root), request, "refuse", reason="Use 2K instead.")
    assert [message.to for message in mail.outbox] == [[root.email], [alice.email]]
    assert mail.outbox[0].subject == "Alice asks for CN¥1.00 for a private run"
    assert "Autumn poster" in mail.outbox[0].body
    assert "Use 2K instead." in mail.outbox[1].body


def test_the_navigation_counts_what_waits(alice, lead, team, browser_of):
    set_budget(team, 0)
    assert "request-count" not in browser_of(lead).get("/gallery/").text
    asked(alice, team)
    assert '<span class="badge" id="request-count">1</span>' in browser_of(lead).get("/gallery/").text
    assert "request-count" not in browser_of(alice).get("/gallery/").text


def test_strangers_see_no_request(alice, bob, charlie, lead, team, root, browser_of):
    set_budget(alice, 0)
    for_team, private = asked(alice, team), asked(alice)
    seen = {
        person.name: [
            browser_of(person).get(one.get_absolute_url()).status_code for one in (for_team, private)
        ]
        for person in (alice, bob, charlie, lead, root, auditor())
    }
    assert seen == {
        "Alice": [200, 200], "Bob": [404, 404], "Charlie": [404, 404], "Yue": [200, 404], "Root": [200, 200],
        "Iris": [200, 404],
    }  # fmt: skip


def test_nobody_has_more_open_requests_than_somebody_can_read(alice):
    set_budget(alice, 0)
    for _ in range(20):
        asked(alice)
    with pytest.raises(Refused, match="up to 20 open budget requests"):
        asked(alice)


def test_an_account_that_is_deleted_takes_its_requests_along(alice, root):
    set_budget(alice, 0)
    asked(alice)
    delete_account(alice)
    assert not BudgetRequest.objects.exists()
    assert not Notification.objects.filter(kind="request").exists()
