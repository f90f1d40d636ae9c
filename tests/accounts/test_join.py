"""Joining by a link: only for the invited address, once, within 72 hours."""

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
from tests.fixtures import PASSWORD, normalize_page

pytestmark = pytest.mark.django_db

FORM = {"name": "Dora", "password": PASSWORD}


@pytest.fixture
def yue(team):
    return lead_of(team)


@pytest.fixture
def issued(team, yue):
    return invited(team, yue)


def roles(team) -> dict[str, str]:
    return dict(team.memberships.values_list("user__email", "role"))


def test_a_new_person_creates_an_account_and_joins(issued, team, client):
    assert "dora@studio.example" in client.get(join_url(issued)).text
    assert client.post(join_url(issued), FORM).url == reverse("studio")
    dora = User.objects.get(email="dora@studio.example")
    assert (dora.name, dora.check_password(PASSWORD)) == ("Dora", True)
    assert roles(team)["dora@studio.example"] == "reviewer"
    assert Invitation.objects.get().accepted_by == dora
    assert client.get(team.get_absolute_url()).status_code == 200


def test_a_new_member_starts_in_the_team_and_is_notified(issued, team, client):
    page = client.post(join_url(issued), FORM, follow=True).text
    assert "You joined Brand Studio. The images you create here are shared with the team." in page
    assert User.objects.get(email="dora@studio.example").workspace == team


def test_a_new_viewer_starts_in_the_teams_gallery(yue, team, client):
    response = client.post(join_url(invited(team, yue, role="viewer")), FORM)
    assert response.url == f"{reverse('gallery')}?team={team.slug}"
    assert "You joined Brand Studio. This is its gallery." in client.get(response.url).text


def test_the_session_of_a_new_member_is_listed(issued, client):
    client.post(join_url(issued), FORM)
    assert "this one" in client.get(reverse("usersessions_list")).text


def test_address_and_role_cannot_be_changed_by_the_form(issued, client):
    client.post(join_url(issued), {**FORM, "email": "evil@studio.example", "role": "lead"})
    assert Membership.objects.get(role="reviewer").user.email == "dora@studio.example"


def test_a_weak_password_is_refused_and_no_account_is_created(issued, client):
    response = client.post(join_url(issued), {**FORM, "password": "dora@studio"})
    assert response.status_code == 422
    assert not User.objects.filter(email="dora@studio.example").exists()
    assert client.get(join_url(issued)).status_code == 200


def test_a_person_with_an_account_signs_in_and_returns_to_the_link(yue, team, charlie, client):
    issued = invited(team, yue, email=charlie.email)
    page = client.get(join_url(issued)).text
    sign_in = f"{reverse('account_login')}?next=%2Fjoin%2F{issued.token}%2F"
    assert sign_in in page
    response = client.post(sign_in, {"login": charlie.email, "password": PASSWORD})
    assert response.url == join_url(issued)
    assert client.post(join_url(issued)).url == reverse("studio")
    assert roles(team)[charlie.email] == "reviewer"


def test_an_account_is_not_created_twice(yue, team, charlie, client):
    issued = invited(team, yue, email=charlie.email)
    client.post(join_url(issued), FORM)
    assert charlie.email not in roles(team)
    with pytest.raises(invitations.AccountExists):
        invitations.join(issued.token, name="Evil", password=PASSWORD)


def test_opening_the_link_does_not_join(yue, team, charlie, client_for):
    client_for(charlie).get(join_url(invited(team, yue, email=charlie.email)))
    assert charlie.email not in roles(team)


def test_a_link_opened_by_another_person_is_refused_with_the_reason(issued, team, charlie, client_for):
    client = client_for(charlie)
    for response in (client.get(join_url(issued)), client.post(join_url(issued))):
        assert response.status_code == 403
        assert "This invitation is for dora@studio.example. You are signed in as charlie@" in response.text
    with pytest.raises(Forbidden):
        invitations.accept(issued.token, by=charlie)
    assert charlie.email not in roles(team)


def test_a_link_works_once(issued, client, client_for):
    client.post(join_url(issued), FORM)
    assert client_for(None).get(join_url(issued)).status_code == 404
    assert client_for(None).post(join_url(issued), FORM).status_code == 404
    with pytest.raises(invitations.InvitationGone):
        invitations.accept(issued.token, by=User.objects.get(name="Dora"))


def test_a_used_link_does_not_bring_back_a_removed_member(issued, team, client):
    client.post(join_url(issued), FORM)
    Membership.objects.filter(user__name="Dora").delete()
    assert client.post(join_url(issued)).status_code == 404


def test_a_member_keeps_their_role(yue, team, charlie, client_for):
    issued = invited(team, yue, email=charlie.email)
    Membership.objects.create(team=team, user=charlie, role="lead")
    client_for(charlie).post(join_url(issued))
    assert roles(team)[charlie.email] == "lead"


def expire(issued, team, yue):
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))


def revoke(issued, team, yue):
    invitations.revoke(issued.invitation, by=yue)


def archive(issued, team, yue):
    team.archived_at = timezone.now()
    team.save()


def use(issued, team, yue):
    invitations.join(issued.token, name="Dora", password=PASSWORD)


@pytest.mark.parametrize("end", [expire, revoke, archive, use])
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_invalid_link_looks_like_an_unknown_one(end, method, issued, team, yue, client_for):
    end(issued, team, yue)
    people = User.objects.count()
    unknown = reverse("join", args=["x" * 43])
    for who in (None, yue):
        client = client_for(who)
        responses = [getattr(client, method)(path, FORM) for path in (join_url(issued), unknown)]
        assert [response.status_code for response in responses] == [404, 404]
        assert normalize_page(responses[0].text, join_url(issued)) == normalize_page(
            responses[1].text, unknown
        )
    assert User.objects.count() == people


def test_a_suspended_person_cannot_join(yue, team, charlie, client):
    issued = invited(team, yue, email=charlie.email)
    User.objects.filter(pk=charlie.pk).update(is_active=False)
    with pytest.raises(invitations.InvitationGone):
        invitations.accept(issued.token, by=charlie)
    client.post(reverse("account_login"), {"login": charlie.email, "password": PASSWORD})
    assert client.post(join_url(issued)).status_code == 200  # asked to sign in
    assert charlie.email not in roles(team)


def test_the_links_of_an_archived_team_stay_invalid_after_restoring(issued, team, client_for):
    root = client_for(administrator())
    root.post(reverse("team_archive", args=[team.slug]))
    root.post(reverse("team_restore", args=[team.slug]))
    assert client_for(None).get(join_url(issued)).status_code == 404


def test_a_deleted_accounts_address_is_not_kept_in_invitations(yue, team, charlie, client_for):
    client_for(charlie).post(join_url(invited(team, yue, email=charlie.email)))
    form = {"email": charlie.email, "password": PASSWORD}
    client_for(charlie).post(reverse("account_delete"), form)
    assert not Invitation.objects.exists()
