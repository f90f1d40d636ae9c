"""Input rules apply to every way to start a run: shown while typing, enforced before anything is sent."""

import uuid

import pytest
from django.urls import reverse

from studio.accounts.models import Team
from studio.generations.execution import transitions
from studio.generations.models import Draft, Generation
from studio.generations.runs.submit import PromptBlocked, start_run
from studio.policies.models import InputRule
from studio.provider.stream.events import ImageFailed
from tests.fixtures import create_run, generation_params
from tests.policies.factories import create_rule

pytestmark = pytest.mark.django_db


def form(prompt: str, team: Team | None = None, **more: object) -> dict[str, object]:
    fields = {"submission": str(uuid.uuid4()), "prompt": prompt, "size_mode": "ratio", "size": "2048x2048"}
    return {**fields, "group": "disabled", "workspace": team.slug if team else "", **more}


def test_a_blocked_prompt_starts_no_run_and_the_input_is_kept(root, alice, client_for):
    create_rule(root)
    form_data = form("A pair of NIKE shoes", w="3000", watermark="on")
    response = client_for(alice).post("/runs/", form_data, headers={"HX-Request": "true"})
    assert response.status_code == 422
    assert "“NIKE” is blocked by the rule “Brands”. No brands of others." in response.text
    assert "Nothing was sent or billed." in response.text
    assert "A pair of NIKE shoes</textarea>" in response.text
    assert response.text.count("No brands of others.") == 1
    assert not Generation.objects.exists()


def test_the_composer_shows_matching_rules_while_typing(root, alice, client_for):
    create_rule(root, name="Brands", effect="block")
    create_rule(root, name="People", effect="review", message="Portraits need consent.", text="人像")
    create_rule(root, name="Style", effect="warn", message="Think of the guide.", text="shoes")
    response = client_for(alice).post("/draft/", {"prompt": "nike shoes 人像", "page": "p"})
    order = [response.text.index(f"rule “{name}”") for name in ("Brands", "People", "Style")]
    assert order == sorted(order)
    assert (
        "Images need approval before release: “人像” meets the rule “People”. Portraits need consent."
        in response.text
    )
    assert "Think of the guide." in response.text
    assert "rule “Brands”" in client_for(alice).get("/").text


def test_a_run_with_a_warning_starts_and_stores_its_matches(root, alice, client_for):
    input_rule = create_rule(root, effect="warn")
    assert client_for(alice).post("/runs/", form("nike")).status_code == 302
    run = Generation.objects.get()
    assert run.matched_rules == [
        {"rule": input_rule.pk, "name": "Brands", "effect": "warn", "message": "No brands of others.", "words": "nike"}
    ]  # fmt: skip
    assert not run.needs_review


def test_a_run_that_needs_review_is_marked(root, alice):
    create_rule(root, effect="review")
    create_rule(root, effect="warn", name="Too")
    run = create_run(alice, prompt="nike")
    assert run.needs_review
    assert [match["name"] for match in run.matched_rules] == ["Brands", "Too"]
    assert not create_run(alice).needs_review


def test_a_team_rule_applies_only_in_its_team(root, alice, team):
    create_rule(root, team=team)
    with pytest.raises(PromptBlocked, match="Brands"):
        create_run(alice, team=team, prompt="nike")
    assert create_run(alice, prompt="nike").matched_rules == []


def test_a_company_rule_applies_to_team_and_private_runs(root, alice, team):
    create_rule(root)
    for workspace in (team, None):
        with pytest.raises(PromptBlocked):
            create_run(alice, team=workspace, prompt="nike")


def test_an_inactive_rule_does_nothing(root, alice):
    create_rule(root, is_active=False)
    assert create_run(alice, prompt="nike").matched_rules == []


def test_a_rule_created_after_the_form_was_shown_applies(root, alice, client_for):
    client = client_for(alice)
    assert "Brands" not in client.post("/draft/", {"prompt": "nike", "page": "p"}).text
    create_rule(root)
    assert client.post("/runs/", form("nike")).status_code == 422
    assert not Generation.objects.exists()


def test_an_accepted_submission_stays_accepted(root, alice):
    submission = uuid.uuid4()
    run = start_run(generation_params(prompt="nike"), by=alice, submission=submission)
    create_rule(root)
    assert start_run(generation_params(prompt="nike"), by=alice, submission=submission) == run
    with pytest.raises(PromptBlocked):
        start_run(generation_params(prompt="nike"), by=alice, submission=uuid.uuid4())


@pytest.mark.parametrize("route", ["run_rerun", "slot_retry"])
def test_rerun_and_retry_are_refused_too(root, alice, client_for, route):
    run = create_run(alice)
    transitions.claim(run.pk)
    transitions.image_failed(run.pk, ImageFailed(index=0, code="x", message=""))
    transitions.ended(run.pk, completed=True)
    create_rule(root, text=run.prompt)
    pk = run.pk if route == "run_rerun" else run.images.get().pk
    response = client_for(alice).post(reverse(route, args=[pk]), headers={"HX-Request": "true"})
    assert response.status_code == 409
    assert "rule “Brands”" in response.text
    assert Generation.objects.count() == 1


def test_a_blocked_draft_is_kept(root, alice, client_for):
    create_rule(root)
    client_for(alice).post("/draft/", {"prompt": "nike", "page": "p"})
    assert Draft.objects.get(owner=alice).fields["prompt"] == "nike"
    assert InputRule.objects.count() == 1
