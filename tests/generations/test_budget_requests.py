"""Asking for budget: a run that a hard budget stops waits, and starts when somebody raises the budget."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from studio.accounts import notifications
from studio.accounts.models import Membership, Notification
from studio.audit.models import AuditEntry
from studio.budgets.limits import set_budget
from studio.budgets.models import Budget
from studio.budgets.status import status_of
from studio.generations.account_deletion import delete_account
from studio.generations.budget_requests.deciding import approve
from studio.generations.budget_requests.requesting import request_budget
from studio.generations.composer.uploads import delete_unused, store
from studio.generations.models import BudgetRequest, Upload
from studio.generations.runs.rerun import Refused
from tests.accounts.factories import administrator, auditor, lead_of
from tests.fixtures import ask, picture, run_of

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
LIST = "/budget-requests/"
FORM = {"prompt": "A vase", "size_mode": "ratio", "size": "2048x2048", "group": "auto", "max_images": "4"}


@pytest.fixture
def root(db):
    return administrator()


@pytest.fixture
def lead(team):
    return lead_of(team)


def asked(owner, team=None, **changes) -> BudgetRequest:
    """A request for a group of four, which costs CN¥1.00."""
    params = ask(max_images=4, **changes)
    return request_budget(params, by=owner, submission=uuid.uuid4(), team=team, purpose="Autumn poster")


def decide(client, request: BudgetRequest, verb: str = "approve", **data):
    return client.post(reverse(f"budget_request_{verb}", args=[request.pk]), data)


def trail() -> list[str]:
    found = AuditEntry.objects.filter(action__startswith="budget.").order_by("pk")
    return list(found.values_list("action", flat=True))


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


def test_an_administrator_approves_for_this_month_and_the_run_starts(alice, root, browser_of):
    set_budget(alice, 300_000)
    request = asked(alice)
    assert decide(browser_of(root), request).url == LIST
    request.refresh_from_db()
    run = alice.generations.get()
    assert (request.state, request.run, request.decided_by) == ("approved", run, root)
    assert (run.prompt, run.state, run.planned, run.reserved) == ("A vase", "queued", 4, 1_000_000)
    assert status_of(alice).limit == 1_000_000
    assert Budget.objects.get().micros == 300_000
    assert trail() == ["budget.requested", "budget.raised", "budget.request_approved"]


def test_an_approval_for_every_month_raises_the_budget_itself(alice, root, browser_of):
    set_budget(alice, 300_000)
    decide(browser_of(root), asked(alice), amount="5", for_good="1")
    assert Budget.objects.get().micros == 5_300_000
    assert status_of(alice).extra == 0


def test_less_than_what_is_missing_is_refused_and_nothing_typed_is_lost(alice, root, browser_of):
    set_budget(alice, 300_000)
    answer = decide(browser_of(root), asked(alice), amount="0.5")
    assert answer.status_code == 422
    assert "The run needs CN¥0.70 more." in answer.text
    assert 'value="0.5"' in answer.text
    assert status_of(alice).limit == 300_000


def test_a_lead_approves_what_asks_for_the_budget_of_the_team(alice, lead, team, browser_of):
    set_budget(team, 500_000)
    request = asked(alice, team)
    page = browser_of(lead).get(LIST).text
    assert "Autumn poster" in page
    assert "CN¥1.00" in page
    assert decide(browser_of(lead), request).status_code == 302
    assert alice.generations.get().team == team
    assert status_of(team).limit == 1_000_000


def test_only_an_administrator_raises_the_budget_of_a_person(alice, lead, team, root, browser_of):
    set_budget(alice, 0)
    request = asked(alice, team)
    page = browser_of(lead).get(request.get_absolute_url()).text
    assert "Only an administrator can raise the budget of a person." in page
    assert decide(browser_of(lead), request).status_code == 403
    assert decide(browser_of(root), request).status_code == 302


def test_a_lead_cannot_start_a_run_whose_owner_has_used_up_their_own_budget_since(
    alice, lead, team, browser_of
):
    set_budget(team, 0)
    request = asked(alice, team)
    set_budget(alice, 0)
    answer = decide(browser_of(lead), request)
    assert answer.status_code == 422
    assert "The budget of Alice is used up too." in answer.text
    assert status_of(team).limit == 0
    assert not alice.generations.exists()


def test_nobody_leads_their_own_request(lead, team, browser_of):
    set_budget(team, 0)
    assert decide(browser_of(lead), asked(lead, team)).status_code == 403


def test_a_refusal_says_why_and_notifies_the_requester(alice, root, browser_of):
    set_budget(alice, 0)
    request = asked(alice)
    client = browser_of(root)
    assert decide(client, request, "refuse", reason=" ").status_code == 422
    assert decide(client, request, "refuse", reason="Use 2K instead.").url == LIST
    page = browser_of(alice).get("/notifications/").text
    assert "Root refused the budget request for CN¥1.00" in page
    assert "Use 2K instead." in page
    assert "Use 2K instead." in browser_of(alice).get(request.get_absolute_url()).text
    assert trail() == ["budget.requested", "budget.request_refused"]


def test_a_decision_that_comes_second_is_a_conflict_and_says_who_was_first(alice, root, browser_of):
    set_budget(alice, 0)
    request = asked(alice)
    other = administrator("Other")
    decide(browser_of(root), request)
    answer = decide(browser_of(other), request, "refuse", reason="No.")
    assert answer.status_code == 409
    assert "Approved: by Root at" in answer.text
    assert alice.generations.count() == 1


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


def test_references_stay_while_the_request_is_open_and_go_with_the_run(alice, root, browser_of):
    set_budget(alice, 0)
    upload = store(SimpleUploadedFile("vase.jpg", picture()), by=alice)
    request = asked(alice, references=["https://pictures.example/a.jpg", upload])
    assert delete_unused(alice) == 0
    thumbnail = reverse("reference_file", args=[upload.pk])
    assert thumbnail in browser_of(root).get(request.get_absolute_url()).text
    assert browser_of(root).get(thumbnail).status_code == 200
    decide(browser_of(root), request)
    references = alice.generations.get().references_list
    assert [one.url or one.upload for one in references] == ["https://pictures.example/a.jpg", upload]


def test_after_a_refusal_the_references_are_swept_like_all_unused_ones(alice, root, browser_of):
    set_budget(alice, 0)
    upload = store(SimpleUploadedFile("vase.jpg", picture()), by=alice)
    request = asked(alice, references=[upload])
    decide(browser_of(root), request, "refuse", reason="No.")
    assert delete_unused(alice) == 1
    assert not Upload.objects.exists()
    assert browser_of(alice).get(request.get_absolute_url()).status_code == 200


def test_a_run_that_may_not_start_any_more_is_not_started(alice, lead, team, root, browser_of):
    set_budget(team, 0)
    request = asked(alice, team)
    Membership.objects.filter(user=alice).delete()
    answer = decide(browser_of(root), request)
    assert answer.status_code == 422
    assert "The run of Alice can’t start: You are not a member of this team." in answer.text
    assert status_of(team).limit == 0
    assert BudgetRequest.objects.get().is_open


def test_a_budget_that_has_grown_since_needs_no_raise(alice, root, browser_of):
    set_budget(alice, 0)
    request = asked(alice)
    set_budget(alice, 2_000_000)
    assert "The budget is enough for this run now." in browser_of(root).get(request.get_absolute_url()).text
    decide(browser_of(root), request)
    assert status_of(alice).limit == 2_000_000
    assert alice.generations.exists()


def test_what_other_runs_have_taken_since_is_raised_too(alice, root):
    set_budget(alice, 500_000)
    request = asked(alice)
    run_of(alice, max_images=2)
    approve(request, by=root)
    assert status_of(alice).limit == 1_500_000


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


@pytest.mark.django_db(transaction=True)
def test_of_two_who_approve_at_once_one_starts_the_run(alice):
    set_budget(alice, 0)
    request = asked(alice)
    people = [administrator(name) for name in ("Root", "Other", "Third")]

    def try_it(person) -> bool:
        try:
            approve(request, by=person)
        except Refused:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(try_it, people)) == [False, False, True]
    assert alice.generations.count() == 1
    assert status_of(alice).limit == 1_000_000
