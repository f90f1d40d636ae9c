"""Input rules hold for every way to a run: said while writing, and before any money is spent."""

import uuid

import pytest
from django.urls import reverse

from studio.accounts.models import Team
from studio.generations.execution import transitions
from studio.generations.models import Draft, Generation
from studio.generations.runs.submit import PromptBlocked, start_run
from studio.policies.models import InputRule
from studio.provider.stream.events import ImageFailed
from tests.fixtures import ask, run_of
from tests.policies.factories import rule

pytestmark = pytest.mark.django_db


def form(prompt: str, team: Team | None = None, **more: object) -> dict[str, object]:
    fields = {"submission": str(uuid.uuid4()), "prompt": prompt, "size_mode": "ratio", "size": "2048x2048"}
    return {**fields, "group": "disabled", "workspace": team.slug if team else "", **more}


def test_a_blocked_prompt_makes_no_run_and_loses_nothing(root, alice, browser_of):
    rule(root)
    sent = form("A pair of NIKE shoes", w="3000", watermark="on")
    answer = browser_of(alice).post("/runs/", sent, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert "“NIKE” is blocked by the rule “Brands”. No brands of others." in answer.text
    assert "Nothing was sent or billed." in answer.text
    assert "A pair of NIKE shoes</textarea>" in answer.text
    assert answer.text.count("No brands of others.") == 1
    assert not Generation.objects.exists()


def test_the_composer_says_it_while_somebody_writes(root, alice, browser_of):
    rule(root, name="Brands", effect="block")
    rule(root, name="People", effect="review", message="Portraits need consent.", text="人像")
    rule(root, name="Style", effect="warn", message="Think of the guide.", text="shoes")
    answer = browser_of(alice).post("/draft/", {"prompt": "nike shoes 人像", "page": "p"})
    order = [answer.text.index(f"rule “{name}”") for name in ("Brands", "People", "Style")]
    assert order == sorted(order)
    assert (
        "Images need approval before release: “人像” meets the rule “People”. Portraits need consent."
        in answer.text
    )
    assert "Think of the guide." in answer.text
    assert "rule “Brands”" in browser_of(alice).get("/").text


def test_a_warned_run_is_made_and_knows_its_rules(root, alice, browser_of):
    made = rule(root, effect="warn")
    assert browser_of(alice).post("/runs/", form("nike")).status_code == 302
    run = Generation.objects.get()
    assert run.matched_rules == [
        {"rule": made.pk, "name": "Brands", "effect": "warn", "message": "No brands of others.", "words": "nike"}
    ]  # fmt: skip
    assert not run.needs_review


def test_a_run_that_needs_review_says_so(root, alice):
    rule(root, effect="review")
    rule(root, effect="warn", name="Too")
    run = run_of(alice, prompt="nike")
    assert run.needs_review
    assert [match["name"] for match in run.matched_rules] == ["Brands", "Too"]
    assert not run_of(alice).needs_review


def test_a_rule_of_one_team_holds_there_alone(root, alice, team):
    rule(root, team=team)
    with pytest.raises(PromptBlocked, match="Brands"):
        run_of(alice, team=team, prompt="nike")
    assert run_of(alice, prompt="nike").matched_rules == []


def test_a_rule_of_the_company_holds_in_teams_and_privately(root, alice, team):
    rule(root)
    for place in (team, None):
        with pytest.raises(PromptBlocked):
            run_of(alice, team=place, prompt="nike")


def test_a_rule_that_is_switched_off_does_nothing(root, alice):
    rule(root, is_active=False)
    assert run_of(alice, prompt="nike").matched_rules == []


def test_a_rule_made_between_the_form_and_the_click_holds(root, alice, browser_of):
    client = browser_of(alice)
    assert "Brands" not in client.post("/draft/", {"prompt": "nike", "page": "p"}).text
    rule(root)
    assert client.post("/runs/", form("nike")).status_code == 422
    assert not Generation.objects.exists()


def test_a_click_that_was_accepted_stays_accepted(root, alice):
    submission = uuid.uuid4()
    run = start_run(ask(prompt="nike"), by=alice, submission=submission)
    rule(root)
    assert start_run(ask(prompt="nike"), by=alice, submission=submission) == run
    with pytest.raises(PromptBlocked):
        start_run(ask(prompt="nike"), by=alice, submission=uuid.uuid4())


@pytest.mark.parametrize("route", ["run_rerun", "slot_retry"])
def test_running_again_and_retrying_are_refused_too(root, alice, browser_of, route):
    run = run_of(alice)
    transitions.claim(run.pk)
    transitions.image_failed(run.pk, ImageFailed(index=0, code="x", message=""))
    transitions.ended(run.pk, completed=True)
    rule(root, text=run.prompt)
    pk = run.pk if route == "run_rerun" else run.images.get().pk
    answer = browser_of(alice).post(reverse(route, args=[pk]), headers={"HX-Request": "true"})
    assert answer.status_code == 409
    assert "rule “Brands”" in answer.text
    assert Generation.objects.count() == 1


def test_a_blocked_draft_is_kept(root, alice, browser_of):
    rule(root)
    browser_of(alice).post("/draft/", {"prompt": "nike", "page": "p"})
    assert Draft.objects.get(owner=alice).fields["prompt"] == "nike"
    assert InputRule.objects.count() == 1
