"""A lead invites somebody: the link is shown once, hashed at rest, and can be revoked."""

import hashlib
import re

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from studio.accounts.models import Invitation, Membership, User
from tests.accounts.factories import (
    administrator,
    auditor,
    invited,
    join_url,
    lead_of,
)

pytestmark = pytest.mark.django_db

FORM = {"email": "Dora@Studio.example", "role": "reviewer"}


@pytest.fixture
def yue(team):
    return lead_of(team)


def invite(client, team, **changes):
    return client.post(reverse("team_invite", args=[team.slug]), FORM | changes)


def test_the_link_is_shown_once_and_only_its_hash_is_kept(yue, team, client_for):
    client = client_for(yue)
    page = invite(client, team).text
    token = re.search(r"http://localhost:8000/join/([\w-]{43})/", page)[1]
    row = Invitation.objects.get()
    assert (row.email, row.role, row.invited_by) == ("dora@studio.example", "reviewer", yue)
    assert row.token_hash == hashlib.sha256(token.encode()).hexdigest()
    assert token not in client.get(team.get_absolute_url()).text
    assert row.email in client.get(team.get_absolute_url()).text


def test_the_link_expires_after_72_hours(yue, team):
    left = invited(team, yue).invitation.expires_at - timezone.now()
    assert 71.9 < left.total_seconds() / 3600 <= 72


def test_the_link_is_mailed_where_mail_is_set_up(yue, team, client_for, settings):
    settings.HAS_MAIL = True
    page = invite(client_for(yue), team).text
    email = mail.outbox[0]
    link = re.search(r"http://localhost:8000/join/[\w-]{43}/", email.body)[0]
    assert email.to == ["dora@studio.example"]
    assert email.subject == "Invitation to join Brand Studio"
    assert f'href="{link}"' in email.alternatives[0].content
    assert link in page
    assert "We sent it by email." in page


def test_without_a_mail_server_the_link_is_only_shown(yue, team, client_for):
    assert "Send it to them yourself" in invite(client_for(yue), team).text
    assert mail.outbox == []


def test_the_email_is_in_its_readers_language(yue, team, charlie, client_for, settings):
    settings.HAS_MAIL = True
    User.objects.filter(pk=charlie.pk).update(language="zh-hans")
    invite(client_for(yue), team, email=charlie.email)
    assert '<html lang="zh-Hans">' in mail.outbox[0].alternatives[0].content


def test_a_second_invitation_has_a_new_link_and_ends_the_old_one(yue, team, client_for):
    first, second = invited(team, yue), invited(team, yue)
    assert client_for(None).get(join_url(first)).status_code == 404
    assert client_for(None).get(join_url(second)).status_code == 200
    assert Invitation.objects.pending().count() == 1


def test_a_team_member_cannot_be_invited(yue, team, alice, client_for):
    response = invite(client_for(yue), team, email=alice.email.upper())
    assert response.status_code == 422
    assert "This person is already in the team." in response.text
    assert not Invitation.objects.exists()


def test_a_missing_address_or_role_is_reported(yue, team, client_for):
    response = invite(client_for(yue), team, email="nobody", role="king")
    assert response.status_code == 422
    assert response.text.count('data-s="danger"') >= 2


def test_a_link_can_be_revoked(yue, team, client_for):
    issued = invited(team, yue)
    revoke = reverse("invitation_revoke", args=[team.slug, issued.invitation.pk])
    assert client_for(yue).post(revoke).url == team.get_absolute_url()
    assert Invitation.objects.get().revoked_by == yue
    assert client_for(None).get(join_url(issued)).status_code == 404


def test_a_used_link_cannot_be_revoked(yue, team, charlie, client_for):
    issued = invited(team, yue, email=charlie.email)
    client_for(charlie).post(join_url(issued))
    client_for(yue).post(reverse("invitation_revoke", args=[team.slug, issued.invitation.pk]))
    assert Invitation.objects.get().revoked_at is None


def test_a_designer_and_an_auditor_see_why_they_cannot_invite(yue, team, alice, client_for):
    for person in (alice, auditor()):
        assert invite(client_for(person), team).status_code == 403
    response = invite(client_for(alice), team)
    assert "Only a team lead or an administrator can do this." in response.text
    assert not Invitation.objects.exists()


def test_a_stranger_gets_404(team, charlie, client_for):
    assert invite(client_for(charlie), team).status_code == 404


def test_only_those_who_invite_or_audit_see_invited_addresses(yue, team, alice, client_for):
    invited(team, yue)
    pages = {who.name: client_for(who).get(team.get_absolute_url()).text for who in (alice, yue, auditor())}
    assert [name for name, page in pages.items() if "dora@" in page] == ["Yue", "Iris"]


@pytest.mark.parametrize("end", ["role", "removal", "suspension"])
def test_the_links_of_a_former_lead_are_revoked(end, yue, team, client_for):
    issued, root = invited(team, yue), client_for(administrator())
    member = Membership.objects.get(user=yue)
    ends = {
        "role": lambda: root.post(reverse("member_role", args=[team.slug, member.pk]), {"role": "viewer"}),
        "removal": lambda: root.post(reverse("member_remove", args=[team.slug, member.pk])),
        "suspension": lambda: root.post(reverse("person_suspend", args=[yue.pk])),
    }
    assert ends[end]().status_code == 302
    assert client_for(None).get(join_url(issued)).status_code == 404


@pytest.mark.parametrize("route", ["team_invite", "people_invite"])
def test_too_many_invitations_in_an_hour_are_refused_and_the_input_is_kept(route, team, client_for, settings):
    settings.ACCOUNT_RATE_LIMITS = {"invite": "2/h/user"}
    client = client_for(administrator())
    path = reverse(route, args=[team.slug] if route == "team_invite" else [])
    for number in range(3):
        form = {"email": f"n{number}@studio.example", "role": "reviewer", "team": team.pk}
        response = client.post(path, form)
    assert response.status_code == 429
    assert "You’ve sent too many invitations this hour." in response.text
    assert 'value="n2@studio.example"' in response.text
    assert Invitation.objects.count() == 2
