"""Coming in by a link: for the invited address alone, once, within 72 hours."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from studio.accounts.models import Invitation, Membership, User
from studio.accounts.permissions import Forbidden
from studio.accounts.teams import invitations
from tests.accounts.factories import (
    administrator,
    invited,
    join_url,
    lead_of,
)
from tests.fixtures import PASSWORD, same

pytestmark = pytest.mark.django_db

FORM = {"name": "Dora", "password": PASSWORD}


@pytest.fixture
def yue(team):
    return lead_of(team)


@pytest.fixture
def fresh(team, yue):
    return invited(team, yue)


def roles(team) -> dict[str, str]:
    return dict(team.memberships.values_list("user__email", "role"))


def test_somebody_new_makes_their_account_and_is_in(fresh, team, client):
    assert "dora@studio.example" in client.get(join_url(fresh)).text
    assert client.post(join_url(fresh), FORM).url == reverse("studio")
    dora = User.objects.get(email="dora@studio.example")
    assert (dora.name, dora.check_password(PASSWORD)) == ("Dora", True)
    assert roles(team)["dora@studio.example"] == "reviewer"
    assert Invitation.objects.get().accepted_by == dora
    assert client.get(team.get_absolute_url()).status_code == 200


def test_a_new_member_starts_in_the_team_and_is_notified(fresh, team, client):
    page = client.post(join_url(fresh), FORM, follow=True).text
    assert "You joined Brand Studio. The images you create here are shared with the team." in page
    assert User.objects.get(email="dora@studio.example").workspace == team


def test_a_new_viewer_starts_in_the_teams_gallery(yue, team, client):
    answer = client.post(join_url(invited(team, yue, role="viewer")), FORM)
    assert answer.url == f"{reverse('gallery')}?team={team.slug}"
    assert "You joined Brand Studio. This is its gallery." in client.get(answer.url).text


def test_the_new_session_is_listed_like_any_other(fresh, client):
    client.post(join_url(fresh), FORM)
    assert "this one" in client.get(reverse("usersessions_list")).text


def test_somebody_elses_address_cannot_be_named(fresh, client):
    client.post(join_url(fresh), {**FORM, "email": "evil@studio.example", "role": "lead"})
    assert Membership.objects.get(role="reviewer").user.email == "dora@studio.example"


def test_a_weak_password_is_refused_and_nothing_is_made(fresh, client):
    answer = client.post(join_url(fresh), {**FORM, "password": "dora@studio"})
    assert answer.status_code == 422
    assert not User.objects.filter(email="dora@studio.example").exists()
    assert client.get(join_url(fresh)).status_code == 200


def test_who_has_an_account_signs_in_and_comes_back(yue, team, charlie, client):
    fresh = invited(team, yue, email=charlie.email)
    page = client.get(join_url(fresh)).text
    sign_in = f"{reverse('account_login')}?next=%2Fjoin%2F{fresh.token}%2F"
    assert sign_in in page
    answer = client.post(sign_in, {"login": charlie.email, "password": PASSWORD})
    assert answer.url == join_url(fresh)
    assert client.post(join_url(fresh)).url == reverse("studio")
    assert roles(team)[charlie.email] == "reviewer"


def test_an_account_is_not_made_twice(yue, team, charlie, client):
    fresh = invited(team, yue, email=charlie.email)
    client.post(join_url(fresh), FORM)
    assert charlie.email not in roles(team)
    with pytest.raises(invitations.AccountExists):
        invitations.join(fresh.token, name="Evil", password=PASSWORD)


def test_looking_is_not_joining(yue, team, charlie, browser_of):
    browser_of(charlie).get(join_url(invited(team, yue, email=charlie.email)))
    assert charlie.email not in roles(team)


def test_a_link_that_was_passed_on_is_refused_with_the_reason(fresh, team, charlie, browser_of):
    client = browser_of(charlie)
    for answer in (client.get(join_url(fresh)), client.post(join_url(fresh))):
        assert answer.status_code == 403
        assert "This invitation is for dora@studio.example. You are signed in as charlie@" in answer.text
    with pytest.raises(Forbidden):
        invitations.accept(fresh.token, by=charlie)
    assert charlie.email not in roles(team)


def test_a_link_works_once(fresh, client, browser_of):
    client.post(join_url(fresh), FORM)
    assert browser_of(None).get(join_url(fresh)).status_code == 404
    assert browser_of(None).post(join_url(fresh), FORM).status_code == 404
    with pytest.raises(invitations.InvitationGone):
        invitations.accept(fresh.token, by=User.objects.get(name="Dora"))


def test_a_link_does_not_bring_back_who_was_removed(fresh, team, client):
    client.post(join_url(fresh), FORM)
    Membership.objects.filter(user__name="Dora").delete()
    assert client.post(join_url(fresh)).status_code == 404


def test_who_has_a_role_already_keeps_it(yue, team, charlie, browser_of):
    fresh = invited(team, yue, email=charlie.email)
    Membership.objects.create(team=team, user=charlie, role="lead")
    browser_of(charlie).post(join_url(fresh))
    assert roles(team)[charlie.email] == "lead"


def expire(fresh, team, yue):
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))


def revoke(fresh, team, yue):
    invitations.revoke(fresh.invitation, by=yue)


def archive(fresh, team, yue):
    team.archived_at = timezone.now()
    team.save()


def use(fresh, team, yue):
    invitations.join(fresh.token, name="Dora", password=PASSWORD)


@pytest.mark.parametrize("end", [expire, revoke, archive, use])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_dead_link_looks_like_an_unknown_one(end, method, fresh, team, yue, browser_of):
    end(fresh, team, yue)
    people = User.objects.count()
    unknown = reverse("join", args=["x" * 43])
    for who in (None, yue):
        client = browser_of(who)
        answers = [getattr(client, method)(path, FORM) for path in (join_url(fresh), unknown)]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert same(answers[0].text, join_url(fresh)) == same(answers[1].text, unknown)
    assert User.objects.count() == people


def test_a_suspended_person_is_not_brought_in(yue, team, charlie, client):
    fresh = invited(team, yue, email=charlie.email)
    User.objects.filter(pk=charlie.pk).update(is_active=False)
    with pytest.raises(invitations.InvitationGone):
        invitations.accept(fresh.token, by=charlie)
    client.post(reverse("account_login"), {"login": charlie.email, "password": PASSWORD})
    assert client.post(join_url(fresh)).status_code == 200  # told to sign in
    assert charlie.email not in roles(team)


def test_an_archived_teams_links_stay_dead_when_it_is_back(fresh, team, browser_of):
    root = browser_of(administrator())
    root.post(reverse("team_archive", args=[team.slug]))
    root.post(reverse("team_restore", args=[team.slug]))
    assert browser_of(None).get(join_url(fresh)).status_code == 404


def test_a_deleted_accounts_address_is_not_kept_in_invitations(yue, team, charlie, browser_of):
    browser_of(charlie).post(join_url(invited(team, yue, email=charlie.email)))
    form = {"email": charlie.email, "password": PASSWORD}
    browser_of(charlie).post(reverse("account_delete"), form)
    assert not Invitation.objects.exists()
