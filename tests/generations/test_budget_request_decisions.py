"""Deciding on budget requests: an approval raises the budget and starts the run."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from studio.accounts.models import Membership
from studio.budgets.limits import set_budget
from studio.budgets.models import Budget
from studio.budgets.status import status_of
from studio.generations.budget_requests.deciding import approve
from studio.generations.composer.uploads import delete_unused, store
from studio.generations.models import BudgetRequest, Upload
from studio.generations.runs.rerun import Refused
from tests.accounts.factories import administrator
from tests.fixtures import picture, run_of
from tests.generations.budget_request_helpers import LIST, asked, decide, trail

pytestmark = pytest.mark.django_db


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
