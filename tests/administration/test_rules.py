"""The pages on which input rules are made, tried and changed."""

import pytest
from django.http import Http404
from django.urls import reverse

from studio.accounts.models import Membership, Role
from studio.audit.models import AuditEntry
from studio.generations.models import Generation
from studio.policies.models import InputRule
from studio.policies.rules import actions
from tests.accounts.factories import auditor
from tests.fixtures import run_of
from tests.policies.factories import rule

pytestmark = pytest.mark.django_db

FACTS = {"name": "Brands", "kind": "words", "text": "nike", "effect": "block", "message": "No brands."}
LIST, NEW, PREVIEW = "/administration/rules/", "/administration/rules/new/", "/administration/rules/preview/"


def trail() -> list[tuple[str, dict | None, dict | None]]:
    of_rules = AuditEntry.objects.filter(action__startswith="rule.")  # the client's sign-in has one too
    return list(of_rules.order_by("pk").values_list("action", "before", "after"))


def test_an_administrator_makes_a_rule_of_the_company(root, browser_of):
    page = browser_of(root).post(NEW, FACTS, follow=True).text
    assert "Rule “Brands” is active." in page
    made = InputRule.objects.get()
    assert (made.team, made.author, made.is_active) == (None, root, True)
    assert trail() == [("rule.created", None, FACTS | {"is_active": True})]


def test_a_lead_makes_a_rule_of_their_team_alone(lead, team, browser_of):
    client = browser_of(lead)
    assert f"{LIST}?team={team.slug}" in client.get(team.get_absolute_url()).text
    assert client.post(f"{NEW}?team={team.slug}", FACTS).url == f"{LIST}?team={team.slug}"
    assert InputRule.objects.get().team == team
    assert AuditEntry.objects.get(action="rule.created").team_id == team.pk
    assert client.post(NEW, FACTS).status_code == client.get(LIST).status_code == 404


def test_a_lead_sees_the_rules_of_the_company_and_changes_none(root, lead, team, browser_of):
    company = rule(root, name="Weapons")
    assert "Weapons" in browser_of(lead).get(f"{LIST}?team={team.slug}").text
    for route in ("rule", "rule_switch", "rule_delete"):
        assert browser_of(lead).post(reverse(route, args=[company.pk]), FACTS).status_code == 404
    assert trail() == []


def test_a_rule_is_changed_with_one_entry_of_what_is_new(root, browser_of):
    made = rule(root, message="No brands.")
    client = browser_of(root)
    path = reverse("rule", args=[made.pk])
    assert "nike</textarea>" in client.get(path).text
    client.post(path, FACTS | {"effect": "warn"})
    client.post(path, FACTS | {"effect": "warn"})
    assert trail() == [("rule.changed", {"effect": "block"}, {"effect": "warn"})]


def test_a_rule_is_turned_off_and_on(root, browser_of):
    made = rule(root)
    client, path = browser_of(root), reverse("rule_switch", args=[made.pk])
    assert "Turn on Brands" in client.post(path, follow=True).text
    assert "Turn off Brands" in client.post(path, {"is_active": "1"}, follow=True).text
    assert [after for _action, _before, after in trail()] == [{"is_active": False}, {"is_active": True}]


def test_a_rule_is_deleted_and_runs_keep_what_they_met(root, browser_of):
    made = rule(root, effect="warn")
    run = run_of(root, prompt="nike")
    client, path = browser_of(root), reverse("rule_delete", args=[made.pk])
    assert "Rule “Brands” is deleted." in client.post(path, follow=True).text
    assert client.post(path).status_code == 404
    assert Generation.objects.get(pk=run.pk).matched_rules[0]["name"] == "Brands"
    assert [action for action, *_rest in trail()] == ["rule.deleted"]


def test_a_rule_that_somebody_else_has_just_deleted_is_not_there(root):
    made = rule(root)
    InputRule.objects.all().delete()
    with pytest.raises(Http404):
        actions.change_rule(made, {"effect": "warn"}, by=root)
    assert trail() == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"kind": "pattern", "text": "("}, "can’t be read: missing )"),
        ({"text": " , "}, "Enter at least one word."),
        ({"name": ""}, "This field is required."),
        ({"effect": "explode"}, "not one of the available choices"),
    ],
)
def test_what_is_wrong_is_shown_and_what_was_typed_stays(root, browser_of, changes, said):
    answer = browser_of(root).post(NEW, FACTS | {"message": "Typed."} | changes)
    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="Typed."' in answer.text
    assert trail() == []


def test_there_are_not_more_rules_than_can_be_checked(root, browser_of, monkeypatch):
    monkeypatch.setattr(actions, "MOST_RULES", 1)
    rule(root)
    answer = browser_of(root).post(NEW, FACTS)
    assert answer.status_code == 422
    assert "There can be up to 1 rules." in answer.text


def test_the_preview_counts_and_marks_what_would_have_matched(root, alice, team, browser_of):
    run_of(alice, team=team, prompt="A pair of <b>NIKE</b> shoes")
    run_of(alice, team=team, prompt="A vase")
    page = browser_of(root).post(PREVIEW, FACTS).text
    assert "1 of the last 2 prompts matches." in page
    assert "A pair of &lt;b&gt;<mark>NIKE</mark>&lt;/b&gt; shoes" in page


def test_private_prompts_of_others_are_counted_and_never_shown(root, alice, browser_of):
    run_of(alice, prompt="My secret nike idea")
    run_of(root, prompt="My own nike idea")
    page = browser_of(root).post(PREVIEW, FACTS).text
    assert "2 of the last 2 prompts match." in page
    assert "1 of them is private and not shown." in page
    assert "secret" not in page
    assert "My own <mark>nike</mark> idea" in page


def test_a_lead_tries_a_rule_on_the_prompts_of_the_team_alone(lead, alice, team, browser_of):
    run_of(alice, prompt="private nike")
    run_of(alice, team=team, prompt="耐克 nike")
    page = browser_of(lead).post(f"{PREVIEW}?team={team.slug}", FACTS | {"text": "耐克"}).text
    assert "1 of the last 1 prompts matches." in page
    assert "<mark>耐克</mark> nike" in page
    assert "private" not in page


def test_the_preview_says_what_is_wrong_with_a_pattern(root, browser_of):
    page = browser_of(root).post(PREVIEW, {"kind": "pattern", "text": "(a"}).text
    assert "can’t be read" in page
    assert "Enter words or a pattern." in browser_of(root).post(PREVIEW, {"kind": "words", "text": " "}).text


def test_a_deleted_run_is_not_looked_at(root, alice, team, browser_of):
    run = run_of(alice, team=team, prompt="nike")
    Generation.objects.filter(pk=run.pk).update(
        state="failed", finished_at=run.created, deleted_at=run.created, deleted_by=alice
    )
    assert "There are no prompts to try this on yet." in browser_of(root).post(PREVIEW, FACTS).text


def test_without_javascript_a_button_tries_the_rule_and_saves_nothing(root, alice, team, browser_of):
    run_of(alice, team=team, prompt="nike")
    answer = browser_of(root).post(NEW, FACTS | {"name": "", "try": "1"})
    assert answer.status_code == 200
    assert "<mark>nike</mark>" in answer.text
    assert not InputRule.objects.exists()


def test_the_choices_of_a_rule_claim_no_language(root, browser_of):
    choices = browser_of(root).get(NEW).text.partition('<form id="rule"')[2].partition("</form>")[0]
    assert '<option value="words"' in choices
    assert "lang=" not in choices


def test_an_auditor_looks_and_changes_nothing(root, browser_of):
    made = rule(root)
    client = browser_of(auditor())
    assert "Brands" in client.get(LIST).text
    path = reverse("rule", args=[made.pk])
    assert "<fieldset disabled>" in client.get(path).text
    assert client.post(path, FACTS).status_code == client.post(NEW, FACTS).status_code == 403


def test_members_who_lead_nothing_find_no_rules(alice, charlie, root, team, browser_of):
    made = rule(root, team=team)
    for person in (alice, charlie):
        client = browser_of(person)
        for path in (
            LIST,
            f"{LIST}?team={team.slug}",
            reverse("rule", args=[made.pk]),
            f"{NEW}?team={team.slug}",
        ):
            assert client.get(path).status_code == 404
        assert client.post(reverse("rule_delete", args=[made.pk])).status_code == 404


def test_in_an_archived_team_rules_can_be_looked_at(lead, root, team, browser_of):
    made = rule(root, team=team)
    team.archived_at = team.created
    team.save()
    client = browser_of(lead)
    assert "This team is archived." in client.get(f"{LIST}?team={team.slug}").text
    assert client.post(reverse("rule_switch", args=[made.pk])).status_code == 403
    assert Membership.objects.get(user=lead).role == Role.LEAD
