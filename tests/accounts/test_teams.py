"""The list of teams, and how administrators make one."""

import pytest
from django.urls import reverse
from django.utils import timezone

from studio.accounts.models import Team
from tests.accounts.factories import administrator, auditor

pytestmark = pytest.mark.django_db

ADDRESS = "/teams/"


@pytest.fixture
def posters(db):
    return Team.objects.create(name="Posters", slug="posters")


def listed(client) -> list[str]:
    page = client.get(ADDRESS).text
    return [name for name in ("Brand Studio", "Posters") if f"<strong>{name}</strong>" in page]


def test_everybody_sees_their_own_teams(team, posters, alice, charlie, browser_of):
    assert listed(browser_of(alice)) == ["Brand Studio"]
    assert listed(browser_of(charlie)) == []
    assert "You are not in a team yet" in browser_of(charlie).get(ADDRESS).text


def test_administrators_and_auditors_see_every_team(team, posters, browser_of):
    for who in (administrator(), auditor()):
        assert listed(browser_of(who)) == ["Brand Studio", "Posters"]


def test_members_are_all_counted(team, alice, bob, browser_of):
    assert '<td class="r">2</td>' in browser_of(alice).get(ADDRESS).text


def test_an_administrator_makes_teams_with_addresses_of_their_own(browser_of, db):
    client = browser_of(administrator())
    made = [client.post(ADDRESS, {"name": name}).url for name in ("Posters", "posters", "海报", "品牌")]
    assert made == ["/teams/posters/", "/teams/posters-2/", "/teams/team/", "/teams/team-2/"]
    assert client.get(made[2]).status_code == 200


def test_a_team_without_a_name_is_not_made(browser_of, db):
    assert browser_of(administrator()).post(ADDRESS, {"name": " "}).status_code == 422
    assert not Team.objects.exists()


def test_nobody_else_makes_one_and_sees_why(alice, browser_of):
    for who in (alice, auditor()):
        assert browser_of(who).post(ADDRESS, {"name": "Mine"}).status_code == 403
    assert "Only an administrator can do this." in browser_of(alice).get(ADDRESS).text
    assert not Team.objects.exists()


def test_archived_teams_stand_apart(team, posters, browser_of):
    Team.objects.filter(pk=posters.pk).update(archived_at=timezone.now())
    page = browser_of(administrator()).get(ADDRESS).text
    assert page.index("Brand Studio") < page.index('id="archived-h"') < page.index("<strong>Posters")
    assert reverse("team_restore", args=["posters"]) in page


def test_an_administrator_archives_any_team(team, browser_of):
    client = browser_of(administrator())
    client.post(reverse("team_archive", args=[team.slug]))
    assert Team.objects.get().is_archived
