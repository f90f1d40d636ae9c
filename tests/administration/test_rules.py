"""The pages where input rules are created, tried and changed."""

import pytest
from django.http import Http404
from django.urls import reverse

from studio.accounts.models import Membership, Role
from studio.audit.models import AuditEntry
from studio.generations.models import Generation
from studio.policies.models import InputRule
from studio.policies.rules import actions
from tests.accounts.factories import auditor
from tests.fixtures import create_run
from tests.policies.factories import create_rule

pytestmark = pytest.mark.django_db

FIELDS = {"name": "Brands", "kind": "words", "text": "nike", "effect": "block", "message": "No brands."}
LIST, NEW, PREVIEW = "/administration/rules/", "/administration/rules/new/", "/administration/rules/preview/"


def audit_entries() -> list[tuple[str, dict | None, dict | None]]:
    entries = AuditEntry.objects.filter(action__startswith="rule.")  # the client's sign-in leaves one too
    return list(entries.order_by("pk").values_list("action", "before", "after"))


def test_an_administrator_creates_a_company_rule(root, client_for):
    page = client_for(root).post(NEW, FIELDS, follow=True).text
    assert "Rule “Brands” is active." in page
    input_rule = InputRule.objects.get()
    assert (input_rule.team, input_rule.author, input_rule.is_active) == (None, root, True)
    assert audit_entries() == [("rule.created", None, FIELDS | {"is_active": True})]


def test_a_lead_creates_rules_only_for_their_team(lead, team, client_for):
    client = client_for(lead)
    assert f"{LIST}?team={team.slug}" in client.get(team.get_absolute_url()).text
    assert client.post(f"{NEW}?team={team.slug}", FIELDS).url == f"{LIST}?team={team.slug}"
    assert InputRule.objects.get().team == team
    assert AuditEntry.objects.get(action="rule.created").team_id == team.pk
    assert client.post(NEW, FIELDS).status_code == client.get(LIST).status_code == 404


def test_a_lead_sees_company_rules_and_cannot_change_them(root, lead, team, client_for):
    company_rule = create_rule(root, name="Weapons")
    assert "Weapons" in client_for(lead).get(f"{LIST}?team={team.slug}").text
    for route in ("rule", "rule_switch", "rule_delete"):
        assert client_for(lead).post(reverse(route, args=[company_rule.pk]), FIELDS).status_code == 404
    assert audit_entries() == []


def test_changing_a_rule_records_only_what_changed(root, client_for):
    input_rule = create_rule(root, message="No brands.")
    client = client_for(root)
    path = reverse("rule", args=[input_rule.pk])
    assert "nike</textarea>" in client.get(path).text
    client.post(path, FIELDS | {"effect": "warn"})
    client.post(path, FIELDS | {"effect": "warn"})
    assert audit_entries() == [("rule.changed", {"effect": "block"}, {"effect": "warn"})]


def test_a_rule_is_turned_off_and_on(root, client_for):
    input_rule = create_rule(root)
    client, path = client_for(root), reverse("rule_switch", args=[input_rule.pk])
    assert "Turn on Brands" in client.post(path, follow=True).text
    assert "Turn off Brands" in client.post(path, {"is_active": "1"}, follow=True).text
    assert [after for _action, _before, after in audit_entries()] == [
        {"is_active": False},
        {"is_active": True},
    ]


def test_runs_keep_their_matches_after_a_rule_is_deleted(root, client_for):
    input_rule = create_rule(root, effect="warn")
    run = create_run(root, prompt="nike")
    client, path = client_for(root), reverse("rule_delete", args=[input_rule.pk])
    assert "Rule “Brands” is deleted." in client.post(path, follow=True).text
    assert client.post(path).status_code == 404
    assert Generation.objects.get(pk=run.pk).matched_rules[0]["name"] == "Brands"
    assert [action for action, *_rest in audit_entries()] == ["rule.deleted"]


def test_changing_a_rule_that_was_just_deleted_is_404(root):
    input_rule = create_rule(root)
    InputRule.objects.all().delete()
    with pytest.raises(Http404):
        actions.change_rule(input_rule, {"effect": "warn"}, by=root)
    assert audit_entries() == []


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"kind": "pattern", "text": "("}, "can’t be read: missing )"),
        ({"text": " , "}, "Enter at least one word."),
        ({"name": ""}, "This field is required."),
        ({"effect": "explode"}, "not one of the available choices"),
    ],
)
def test_an_invalid_form_shows_the_error_and_keeps_the_input(root, client_for, changes, message):
    response = client_for(root).post(NEW, FIELDS | {"message": "Typed."} | changes)
    assert response.status_code == 422
    assert message in response.text
    assert 'value="Typed."' in response.text
    assert audit_entries() == []


def test_the_number_of_rules_is_limited(root, client_for, monkeypatch):
    monkeypatch.setattr(actions, "MAX_RULES", 1)
    create_rule(root)
    response = client_for(root).post(NEW, FIELDS)
    assert response.status_code == 422
    assert "There can be up to 1 rules." in response.text


def test_the_preview_counts_and_highlights_matching_prompts(root, alice, team, client_for):
    create_run(alice, team=team, prompt="A pair of <b>NIKE</b> shoes")
    create_run(alice, team=team, prompt="A vase")
    page = client_for(root).post(PREVIEW, FIELDS).text
    assert "1 of the last 2 prompts matches." in page
    assert "A pair of &lt;b&gt;<mark>NIKE</mark>&lt;/b&gt; shoes" in page


def test_private_prompts_of_others_are_counted_and_never_shown(root, alice, client_for):
    create_run(alice, prompt="My secret nike idea")
    create_run(root, prompt="My own nike idea")
    page = client_for(root).post(PREVIEW, FIELDS).text
    assert "2 of the last 2 prompts match." in page
    assert "1 of them is private and not shown." in page
    assert "secret" not in page
    assert "My own <mark>nike</mark> idea" in page


def test_a_lead_tries_a_rule_only_on_prompts_of_the_team(lead, alice, team, client_for):
    create_run(alice, prompt="private nike")
    create_run(alice, team=team, prompt="耐克 nike")
    page = client_for(lead).post(f"{PREVIEW}?team={team.slug}", FIELDS | {"text": "耐克"}).text
    assert "1 of the last 1 prompts matches." in page
    assert "<mark>耐克</mark> nike" in page
    assert "private" not in page


def test_the_preview_says_what_is_wrong_with_a_pattern(root, client_for):
    page = client_for(root).post(PREVIEW, {"kind": "pattern", "text": "(a"}).text
    assert "can’t be read" in page
    assert "Enter words or a pattern." in client_for(root).post(PREVIEW, {"kind": "words", "text": " "}).text


def test_the_preview_ignores_deleted_runs(root, alice, team, client_for):
    run = create_run(alice, team=team, prompt="nike")
    Generation.objects.filter(pk=run.pk).update(
        state="failed", finished_at=run.created, deleted_at=run.created, deleted_by=alice
    )
    assert "There are no prompts to try this on yet." in client_for(root).post(PREVIEW, FIELDS).text


def test_without_javascript_a_button_tries_the_rule_and_saves_nothing(root, alice, team, client_for):
    create_run(alice, team=team, prompt="nike")
    response = client_for(root).post(NEW, FIELDS | {"name": "", "try": "1"})
    assert response.status_code == 200
    assert "<mark>nike</mark>" in response.text
    assert not InputRule.objects.exists()


def test_the_options_of_the_form_have_no_lang_attribute(root, client_for):
    choices = client_for(root).get(NEW).text.partition('<form id="rule"')[2].partition("</form>")[0]
    assert '<option value="words"' in choices
    assert "lang=" not in choices


def test_an_auditor_has_read_only_access(root, client_for):
    input_rule = create_rule(root)
    client = client_for(auditor())
    assert "Brands" in client.get(LIST).text
    path = reverse("rule", args=[input_rule.pk])
    assert "<fieldset disabled>" in client.get(path).text
    assert client.post(path, FIELDS).status_code == client.post(NEW, FIELDS).status_code == 403


def test_users_who_are_not_leads_get_404(alice, charlie, root, team, client_for):
    input_rule = create_rule(root, team=team)
    for person in (alice, charlie):
        client = client_for(person)
        for path in (
            LIST,
            f"{LIST}?team={team.slug}",
            reverse("rule", args=[input_rule.pk]),
            f"{NEW}?team={team.slug}",
        ):
            assert client.get(path).status_code == 404
        assert client.post(reverse("rule_delete", args=[input_rule.pk])).status_code == 404


def test_rules_of_an_archived_team_are_read_only(lead, root, team, client_for):
    input_rule = create_rule(root, team=team)
    team.archived_at = team.created
    team.save()
    client = client_for(lead)
    assert "This team is archived." in client.get(f"{LIST}?team={team.slug}").text
    assert client.post(reverse("rule_switch", args=[input_rule.pk])).status_code == 403
    assert Membership.objects.get(user=lead).role == Role.LEAD
