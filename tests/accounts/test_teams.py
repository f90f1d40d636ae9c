"""The list of teams, and how administrators create one."""

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


def test_everybody_sees_their_own_teams(team, posters, alice, charlie, client_for):
    assert listed(client_for(alice)) == ["Brand Studio"]
    assert listed(client_for(charlie)) == []
    assert "You are not in a team yet" in client_for(charlie).get(ADDRESS).text


def test_administrators_and_auditors_see_every_team(team, posters, client_for):
    for who in (administrator(), auditor()):
        assert listed(client_for(who)) == ["Brand Studio", "Posters"]


def test_the_list_counts_all_members(team, alice, bob, client_for):
    assert '<td class="r">2</td>' in client_for(alice).get(ADDRESS).text


def test_an_administrator_creates_teams_with_unique_urls(client_for, db):
    client = client_for(administrator())
    urls = [client.post(ADDRESS, {"name": name}).url for name in ("Posters", "posters", "海报", "品牌")]
    assert urls == ["/teams/posters/", "/teams/posters-2/", "/teams/team/", "/teams/team-2/"]
    assert client.get(urls[2]).status_code == 200


def test_a_team_without_a_name_is_not_created(client_for, db):
    assert client_for(administrator()).post(ADDRESS, {"name": " "}).status_code == 422
    assert not Team.objects.exists()


def test_nobody_else_can_create_a_team_and_sees_why(alice, client_for):
    for who in (alice, auditor()):
        assert client_for(who).post(ADDRESS, {"name": "Mine"}).status_code == 403
    assert "Only an administrator can do this." in client_for(alice).get(ADDRESS).text
    assert not Team.objects.exists()


def test_archived_teams_are_listed_separately(team, posters, client_for):
    Team.objects.filter(pk=posters.pk).update(archived_at=timezone.now())
    page = client_for(administrator()).get(ADDRESS).text
    assert page.index("Brand Studio") < page.index('id="archived-h"') < page.index("<strong>Posters")
    assert reverse("team_restore", args=["posters"]) in page


def test_an_administrator_archives_any_team(team, client_for):
    client = client_for(administrator())
    client.post(reverse("team_archive", args=[team.slug]))
    assert Team.objects.get().is_archived
