"""POST /workspace/ sets the workspace of a person: one of their teams, or private."""

import pytest
from django.urls import reverse

from studio.accounts.models import Membership, Role, Team
from studio.accounts.teams import actions, members
from studio.accounts.workspace import workspace_of, workspaces_of
from studio.generations.models import Draft
from tests.accounts.factories import (
    administrator,
    auditor,
    lead_of,
)
from tests.fixtures import normalize_page

pytestmark = pytest.mark.django_db


def switch(client, team: Team | None, **more):
    return client.post(reverse("workspace"), {"team": team.slug if team else "", **more})


def current_workspace(person) -> Team | None:
    person.refresh_from_db()
    return workspace_of(person)


@pytest.fixture
def client(client_for, alice):
    return client_for(alice)


@pytest.fixture
def in_team(client, team):
    """Alice works in the team."""
    switch(client, team)
    return team


def test_the_workspace_applies_in_every_browser(client, client_for, alice, team):
    assert "Working privately" in client.get(reverse("studio")).text
    assert switch(client, team).url == reverse("studio")
    assert current_workspace(alice) == team
    assert "Working in: Brand Studio" in client_for(alice).get(reverse("studio")).text


def test_a_person_can_switch_back_to_private(client, alice, in_team):
    switch(client, None)
    assert current_workspace(alice) is None
    assert "Working privately" in client.get(reverse("studio")).text


@pytest.mark.parametrize("origin", ["gallery", "image"])
def test_switching_on_a_gallery_or_image_page_opens_the_gallery(client, team, origin):
    gallery = reverse("gallery")
    assert switch(client, team, **{"from": origin}).url == f"{gallery}?team={team.slug}"
    assert switch(client, None, **{"from": origin}).url == gallery


def test_a_team_of_others_is_treated_as_missing(client_for, charlie, team):
    client = client_for(charlie)
    foreign, missing = switch(client, team), client.post(reverse("workspace"), {"team": "no-such-team"})
    assert foreign.status_code == missing.status_code == 404
    assert normalize_page(foreign.text, reverse("workspace")) == normalize_page(
        missing.text, reverse("workspace")
    )
    assert current_workspace(charlie) is None


def test_the_menu_offers_only_the_persons_teams(client, alice, team):
    other = Team.objects.create(name="Posters", slug="posters")
    lead_of(other)
    assert workspaces_of(alice) == [team]
    page = client.get(reverse("studio")).text
    assert f'name="team" value="{team.slug}"' in page
    assert "posters" not in page


def test_an_archived_team_cannot_be_a_workspace(client, alice, in_team):
    actions.archive(in_team, by=lead_of(in_team))
    assert current_workspace(alice) is None
    assert workspaces_of(alice) == []
    assert "Working privately" in client.get(reverse("studio")).text
    assert switch(client, in_team).status_code == 404


def test_a_member_who_leaves_the_team_works_privately_again(client, alice, in_team):
    members.remove(Membership.objects.get(user=alice, team=in_team), by=alice)
    assert current_workspace(alice) is None
    page = client.get(reverse("studio")).text
    assert "Working privately" in page
    assert "Brand Studio" not in page


@pytest.mark.parametrize("create_user", [administrator, auditor])
def test_administrators_and_auditors_can_choose_any_team(client_for, team, create_user):
    person = create_user()
    assert workspaces_of(person) == []
    switch(client_for(person), team)
    assert current_workspace(person) == team
    assert workspaces_of(person) == [team]


def test_each_workspace_has_its_own_draft(client, alice, team):
    save = reverse("draft")
    client.post(save, {"prompt": "for myself", "workspace": ""})
    client.post(save, {"prompt": "for the team", "workspace": team.slug})
    assert {draft.team: draft.fields["prompt"] for draft in Draft.objects.filter(owner=alice)} == {
        None: "for myself",
        team: "for the team",
    }
    for workspace, own, other in [(team, "for the team", "for myself"), (None, "for myself", "for the team")]:
        switch(client, workspace)
        page = client.get(reverse("studio")).text
        assert f"{own}</textarea>" in page
        assert f"{other}</textarea>" not in page


def test_a_teammate_has_another_draft_in_the_same_team(client, client_for, bob, team):
    client.post(reverse("draft"), {"prompt": "a secret", "workspace": team.slug})
    bobs_client = client_for(bob)
    switch(bobs_client, team)
    assert "a secret" not in bobs_client.get(reverse("studio")).text


def test_a_draft_for_a_team_of_others_is_refused(client_for, charlie, team):
    client, save = client_for(charlie), reverse("draft")
    responses = [
        client.post(save, {"prompt": "x", "workspace": slug}) for slug in (team.slug, "no-such-team")
    ]
    assert [response.status_code for response in responses] == [404, 404]
    assert normalize_page(responses[0].text, save) == normalize_page(responses[1].text, save)
    assert not Draft.objects.exists()


@pytest.mark.parametrize("default", [True, False])
def test_the_composer_starts_with_the_teams_watermark(client, team, default):
    lead = lead_of(team)
    actions.edit_team(team, name=team.name, watermark_default=default, by=lead)
    switch(client, team)
    form = client.get(reverse("studio")).context["form"]
    assert form["watermark"].value() is default
    assert form["workspace"].value() == team.slug


def test_a_draft_takes_precedence_over_the_teams_watermark(client, team):
    actions.edit_team(team, name=team.name, watermark_default=True, by=lead_of(team))
    switch(client, team)
    # Without the watermark.
    client.post(reverse("draft"), {"prompt": "A vase", "workspace": team.slug})
    assert client.get(reverse("studio")).context["form"]["watermark"].value() is False


def test_a_viewer_can_choose_the_team(client_for, bob, team):
    Membership.objects.filter(user=bob, team=team).update(role=Role.VIEWER)
    assert switch(client_for(bob), team).status_code == 302
    assert current_workspace(bob) == team
