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
from tests.fixtures import create_run, image_bytes
from tests.generations.budget_request_helpers import LIST, audited_actions, create_budget_request, decide

pytestmark = pytest.mark.django_db


def test_an_administrator_approves_for_this_month_and_the_run_starts(alice, root, client_for):
    set_budget(alice, 300_000)
    request = create_budget_request(alice)
    assert decide(client_for(root), request).url == LIST
    request.refresh_from_db()
    run = alice.generations.get()
    assert (request.state, request.run, request.decided_by) == ("approved", run, root)
    assert (run.prompt, run.state, run.planned, run.reserved) == ("A vase", "queued", 4, 1_000_000)
    assert status_of(alice).limit == 1_000_000
    assert Budget.objects.get().micros == 300_000
    assert audited_actions() == ["budget.requested", "budget.raised", "budget.request_approved"]


def test_an_approval_for_every_month_raises_the_budget_itself(alice, root, client_for):
    set_budget(alice, 300_000)
    decide(client_for(root), create_budget_request(alice), amount="5", for_good="1")
    assert Budget.objects.get().micros == 5_300_000
    assert status_of(alice).extra == 0


def test_an_amount_below_what_is_missing_is_refused_and_the_input_is_kept(alice, root, client_for):
    set_budget(alice, 300_000)
    response = decide(client_for(root), create_budget_request(alice), amount="0.5")
    assert response.status_code == 422
    assert "The run needs CN¥0.70 more." in response.text
    assert 'value="0.5"' in response.text
    assert status_of(alice).limit == 300_000


def test_a_lead_approves_requests_for_the_budget_of_the_team(alice, lead, team, client_for):
    set_budget(team, 500_000)
    request = create_budget_request(alice, team)
    page = client_for(lead).get(LIST).text
    assert "Autumn poster" in page
    assert "CN¥1.00" in page
    assert decide(client_for(lead), request).status_code == 302
    assert alice.generations.get().team == team
    assert status_of(team).limit == 1_000_000


def test_only_an_administrator_raises_the_budget_of_a_person(alice, lead, team, root, client_for):
    set_budget(alice, 0)
    request = create_budget_request(alice, team)
    page = client_for(lead).get(request.get_absolute_url()).text
    assert "Only an administrator can raise the budget of a person." in page
    assert decide(client_for(lead), request).status_code == 403
    assert decide(client_for(root), request).status_code == 302


def test_a_lead_cannot_approve_a_run_whose_owner_has_no_budget_left(alice, lead, team, client_for):
    set_budget(team, 0)
    request = create_budget_request(alice, team)
    set_budget(alice, 0)
    response = decide(client_for(lead), request)
    assert response.status_code == 422
    assert "The budget of Alice is used up too." in response.text
    assert status_of(team).limit == 0
    assert not alice.generations.exists()


def test_a_lead_cannot_approve_their_own_request(lead, team, client_for):
    set_budget(team, 0)
    assert decide(client_for(lead), create_budget_request(lead, team)).status_code == 403


def test_a_refusal_says_why_and_notifies_the_requester(alice, root, client_for):
    set_budget(alice, 0)
    request = create_budget_request(alice)
    client = client_for(root)
    assert decide(client, request, "refuse", reason=" ").status_code == 422
    assert decide(client, request, "refuse", reason="Use 2K instead.").url == LIST
    page = client_for(alice).get("/notifications/").text
    assert "Root refused the budget request for CN¥1.00" in page
    assert "Use 2K instead." in page
    assert "Use 2K instead." in client_for(alice).get(request.get_absolute_url()).text
    assert audited_actions() == ["budget.requested", "budget.request_refused"]


def test_a_second_decision_is_a_conflict_and_names_the_first_decider(alice, root, client_for):
    set_budget(alice, 0)
    request = create_budget_request(alice)
    other = administrator("Other")
    decide(client_for(root), request)
    response = decide(client_for(other), request, "refuse", reason="No.")
    assert response.status_code == 409
    assert "Approved: by Root at" in response.text
    assert alice.generations.count() == 1


def test_references_are_kept_for_an_open_request_and_used_by_its_run(alice, root, client_for):
    set_budget(alice, 0)
    upload = store(SimpleUploadedFile("vase.jpg", image_bytes()), by=alice)
    request = create_budget_request(alice, references=["https://pictures.example/a.jpg", upload])
    assert delete_unused(alice) == 0
    thumbnail = reverse("reference_file", args=[upload.pk])
    assert thumbnail in client_for(root).get(request.get_absolute_url()).text
    assert client_for(root).get(thumbnail).status_code == 200
    decide(client_for(root), request)
    references = alice.generations.get().references_list
    assert [one.url or one.upload for one in references] == ["https://pictures.example/a.jpg", upload]


def test_references_of_a_refused_request_are_deleted_as_unused(alice, root, client_for):
    set_budget(alice, 0)
    upload = store(SimpleUploadedFile("vase.jpg", image_bytes()), by=alice)
    request = create_budget_request(alice, references=[upload])
    decide(client_for(root), request, "refuse", reason="No.")
    assert delete_unused(alice) == 1
    assert not Upload.objects.exists()
    assert client_for(alice).get(request.get_absolute_url()).status_code == 200


def test_an_approval_fails_if_the_run_is_no_longer_allowed(alice, lead, team, root, client_for):
    set_budget(team, 0)
    request = create_budget_request(alice, team)
    Membership.objects.filter(user=alice).delete()
    response = decide(client_for(root), request)
    assert response.status_code == 422
    assert "The run of Alice can’t start: You are not a member of this team." in response.text
    assert status_of(team).limit == 0
    assert BudgetRequest.objects.get().is_open


def test_an_approval_does_not_raise_a_budget_that_is_enough_by_now(alice, root, client_for):
    set_budget(alice, 0)
    request = create_budget_request(alice)
    set_budget(alice, 2_000_000)
    assert "The budget is enough for this run now." in client_for(root).get(request.get_absolute_url()).text
    decide(client_for(root), request)
    assert status_of(alice).limit == 2_000_000
    assert alice.generations.exists()


def test_the_raise_covers_what_other_runs_have_reserved_since(alice, root):
    set_budget(alice, 500_000)
    request = create_budget_request(alice)
    create_run(alice, max_images=2)
    approve(request, by=root)
    assert status_of(alice).limit == 1_500_000


@pytest.mark.django_db(transaction=True)
def test_only_one_of_several_simultaneous_approvals_starts_the_run(alice):
    set_budget(alice, 0)
    request = create_budget_request(alice)
    people = [administrator(name) for name in ("Root", "Other", "Third")]

    def try_to_approve(person) -> bool:
        try:
            approve(request, by=person)
        except Refused:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(try_to_approve, people)) == [False, False, True]
    assert alice.generations.count() == 1
    assert status_of(alice).limit == 1_000_000
