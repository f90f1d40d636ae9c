"""A lead asks somebody in: a link is shown once, hashed at rest, and can be taken back."""

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


def test_the_link_is_shown_once_and_only_its_hash_is_kept(yue, team, browser_of):
    client = browser_of(yue)
    page = invite(client, team).text
    token = re.search(r"http://localhost:8000/join/([\w-]{43})/", page)[1]
    row = Invitation.objects.get()
    assert (row.email, row.role, row.invited_by) == ("dora@studio.example", "reviewer", yue)
    assert row.token_hash == hashlib.sha256(token.encode()).hexdigest()
    assert token not in client.get(team.get_absolute_url()).text
    assert row.email in client.get(team.get_absolute_url()).text


def test_it_lasts_72_hours(yue, team):
    left = invited(team, yue).invitation.expires_at - timezone.now()
    assert 71.9 < left.total_seconds() / 3600 <= 72


def test_it_is_mailed_where_mail_is_set_up(yue, team, browser_of, settings):
    settings.HAS_MAIL = True
    page = invite(browser_of(yue), team).text
    letter = mail.outbox[0]
    link = re.search(r"http://localhost:8000/join/[\w-]{43}/", letter.body)[0]
    assert letter.to == ["dora@studio.example"]
    assert letter.subject == "Invitation to join Brand Studio"
    assert f'href="{link}"' in letter.alternatives[0].content
    assert link in page
    assert "We sent it by email." in page


def test_without_a_mail_server_it_is_only_shown(yue, team, browser_of):
    assert "Send it to them yourself" in invite(browser_of(yue), team).text
    assert mail.outbox == []


def test_the_letter_speaks_its_readers_language(yue, team, charlie, browser_of, settings):
    settings.HAS_MAIL = True
    User.objects.filter(pk=charlie.pk).update(language="zh-hans")
    invite(browser_of(yue), team, email=charlie.email)
    assert '<html lang="zh-Hans">' in mail.outbox[0].alternatives[0].content


def test_asking_again_gives_a_new_link_and_ends_the_old_one(yue, team, browser_of):
    first, second = invited(team, yue), invited(team, yue)
    assert browser_of(None).get(join_url(first)).status_code == 404
    assert browser_of(None).get(join_url(second)).status_code == 200
    assert Invitation.objects.pending().count() == 1


def test_a_team_member_is_not_asked(yue, team, alice, browser_of):
    answer = invite(browser_of(yue), team, email=alice.email.upper())
    assert answer.status_code == 422
    assert "This person is already in the team." in answer.text
    assert not Invitation.objects.exists()


def test_a_missing_address_or_role_is_reported(yue, team, browser_of):
    answer = invite(browser_of(yue), team, email="nobody", role="king")
    assert answer.status_code == 422
    assert answer.text.count('data-s="danger"') >= 2


def test_a_link_is_taken_back(yue, team, browser_of):
    fresh = invited(team, yue)
    revoke = reverse("invitation_revoke", args=[team.slug, fresh.invitation.pk])
    assert browser_of(yue).post(revoke).url == team.get_absolute_url()
    assert Invitation.objects.get().revoked_by == yue
    assert browser_of(None).get(join_url(fresh)).status_code == 404


def test_a_used_link_is_not_taken_back(yue, team, charlie, browser_of):
    fresh = invited(team, yue, email=charlie.email)
    browser_of(charlie).post(join_url(fresh))
    browser_of(yue).post(reverse("invitation_revoke", args=[team.slug, fresh.invitation.pk]))
    assert Invitation.objects.get().revoked_at is None


def test_a_designer_and_an_auditor_see_why_not(yue, team, alice, browser_of):
    for somebody in (alice, auditor()):
        assert invite(browser_of(somebody), team).status_code == 403
    answer = invite(browser_of(alice), team)
    assert "Only a team lead or an administrator can do this." in answer.text
    assert not Invitation.objects.exists()


def test_a_stranger_finds_no_team(team, charlie, browser_of):
    assert invite(browser_of(charlie), team).status_code == 404


def test_addresses_of_the_invited_are_for_those_who_invite(yue, team, alice, browser_of):
    invited(team, yue)
    pages = {who.name: browser_of(who).get(team.get_absolute_url()).text for who in (alice, yue, auditor())}
    assert [name for name, page in pages.items() if "dora@" in page] == ["Yue", "Iris"]


@pytest.mark.parametrize("end", ["role", "removal", "suspension"])
def test_who_no_longer_leads_has_no_links_under_way(end, yue, team, browser_of):
    fresh, root = invited(team, yue), browser_of(administrator())
    member = Membership.objects.get(user=yue)
    ends = {
        "role": lambda: root.post(reverse("member_role", args=[team.slug, member.pk]), {"role": "viewer"}),
        "removal": lambda: root.post(reverse("member_remove", args=[team.slug, member.pk])),
        "suspension": lambda: root.post(reverse("person_suspend", args=[yue.pk])),
    }
    assert ends[end]().status_code == 302
    assert browser_of(None).get(join_url(fresh)).status_code == 404


@pytest.mark.parametrize("route", ["team_invite", "people_invite"])
def test_after_many_invitations_in_an_hour_one_waits_and_keeps_what_was_typed(
    route, team, browser_of, settings
):
    settings.ACCOUNT_RATE_LIMITS = {"invite": "2/h/user"}
    client = browser_of(administrator())
    path = reverse(route, args=[team.slug] if route == "team_invite" else [])
    for number in range(3):
        form = {"email": f"n{number}@studio.example", "role": "reviewer", "team": team.pk}
        answer = client.post(path, form)
    assert answer.status_code == 429
    assert "You’ve sent too many invitations this hour." in answer.text
    assert 'value="n2@studio.example"' in answer.text
    assert Invitation.objects.count() == 2
