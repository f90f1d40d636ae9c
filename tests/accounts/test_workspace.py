"""POST /workspace/ says where somebody works from now on: in one of their teams, or privately."""

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
from tests.fixtures import same

pytestmark = pytest.mark.django_db


def switch(client, team: Team | None, **more):
    return client.post(reverse("workspace"), {"team": team.slug if team else "", **more})


def now_in(person) -> Team | None:
    person.refresh_from_db()
    return workspace_of(person)


@pytest.fixture
def client(browser_of, alice):
    return browser_of(alice)


@pytest.fixture
def in_team(client, team):
    """Alice works in the team."""
    switch(client, team)
    return team


def test_somebody_works_where_they_say_on_every_machine(client, browser_of, alice, team):
    assert "Working privately" in client.get(reverse("studio")).text
    assert switch(client, team).url == reverse("studio")
    assert now_in(alice) == team
    assert "Working in: Brand Studio" in browser_of(alice).get(reverse("studio")).text


def test_and_privately_again(client, alice, in_team):
    switch(client, None)
    assert now_in(alice) is None
    assert "Working privately" in client.get(reverse("studio")).text


@pytest.mark.parametrize("start", ["gallery", "image"])
def test_an_image_page_links_to_its_gallery(client, team, start):
    gallery = reverse("gallery")
    assert switch(client, team, **{"from": start}).url == f"{gallery}?team={team.slug}"
    assert switch(client, None, **{"from": start}).url == gallery


def test_a_team_of_others_is_a_missing_one(browser_of, charlie, team):
    client = browser_of(charlie)
    foreign, missing = switch(client, team), client.post(reverse("workspace"), {"team": "no-such-team"})
    assert foreign.status_code == missing.status_code == 404
    assert same(foreign.text, reverse("workspace")) == same(missing.text, reverse("workspace"))
    assert now_in(charlie) is None


def test_the_menu_offers_my_teams_and_no_others(client, alice, team):
    other = Team.objects.create(name="Posters", slug="posters")
    lead_of(other)
    assert workspaces_of(alice) == [team]
    page = client.get(reverse("studio")).text
    assert f'name="team" value="{team.slug}"' in page
    assert "posters" not in page


def test_an_archived_team_is_no_place(client, alice, in_team):
    actions.archive(in_team, by=lead_of(in_team))
    assert now_in(alice) is None
    assert workspaces_of(alice) == []
    assert "Working privately" in client.get(reverse("studio")).text
    assert switch(client, in_team).status_code == 404


def test_a_member_who_leaves_the_team_works_privately_again(client, alice, in_team):
    members.remove(Membership.objects.get(user=alice, team=in_team), by=alice)
    assert now_in(alice) is None
    page = client.get(reverse("studio")).text
    assert "Working privately" in page
    assert "Brand Studio" not in page


@pytest.mark.parametrize("somebody", [administrator, auditor])
def test_those_who_see_every_team_keep_the_one_they_chose(browser_of, team, somebody):
    person = somebody()
    assert workspaces_of(person) == []
    switch(browser_of(person), team)
    assert now_in(person) == team
    assert workspaces_of(person) == [team]


def test_each_place_has_a_draft_of_its_own(client, alice, team):
    save = reverse("draft")
    client.post(save, {"prompt": "for myself", "workspace": ""})
    client.post(save, {"prompt": "for the team", "workspace": team.slug})
    assert {draft.team: draft.fields["prompt"] for draft in Draft.objects.filter(owner=alice)} == {
        None: "for myself",
        team: "for the team",
    }
    for place, mine, other in [(team, "for the team", "for myself"), (None, "for myself", "for the team")]:
        switch(client, place)
        page = client.get(reverse("studio")).text
        assert f"{mine}</textarea>" in page
        assert f"{other}</textarea>" not in page


def test_a_teammate_has_another_draft_in_the_same_team(client, browser_of, bob, team):
    client.post(reverse("draft"), {"prompt": "a secret", "workspace": team.slug})
    his = browser_of(bob)
    switch(his, team)
    assert "a secret" not in his.get(reverse("studio")).text


def test_nobody_writes_a_draft_into_a_team_of_others(browser_of, charlie, team):
    client, save = browser_of(charlie), reverse("draft")
    answers = [client.post(save, {"prompt": "x", "workspace": slug}) for slug in (team.slug, "no-such-team")]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert same(answers[0].text, save) == same(answers[1].text, save)
    assert not Draft.objects.exists()


@pytest.mark.parametrize("default", [True, False])
def test_the_composer_starts_with_the_teams_watermark(client, team, default):
    lead = lead_of(team)
    actions.edit_team(team, name=team.name, watermark_default=default, by=lead)
    switch(client, team)
    form = client.get(reverse("studio")).context["form"]
    assert form["watermark"].value() is default
    assert form["workspace"].value() == team.slug


def test_what_was_typed_goes_before_the_teams_watermark(client, team):
    actions.edit_team(team, name=team.name, watermark_default=True, by=lead_of(team))
    switch(client, team)
    client.post(reverse("draft"), {"prompt": "A vase", "workspace": team.slug})  # without a tick
    assert client.get(reverse("studio")).context["form"]["watermark"].value() is False


def test_a_viewer_may_look_from_there(browser_of, bob, team):
    Membership.objects.filter(user=bob, team=team).update(role=Role.VIEWER)
    assert switch(browser_of(bob), team).status_code == 302
    assert now_in(bob) == team
