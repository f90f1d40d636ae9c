"""A person with an account is notified of their invitation, and joins without its link."""

import pytest
from django.urls import reverse
from django.utils import timezone

from studio.accounts import notifications
from studio.accounts.models import Invitation, Notification
from studio.accounts.teams import actions, invitations
from tests.accounts.factories import (
    administrator,
    invited,
    join_url,
    lead_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def yue(team):
    return lead_of(team)


@pytest.fixture
def issued(team, yue, charlie):
    return invited(team, yue, charlie.email)


def join(client):
    return client.post(reverse("notification_join", args=[Notification.objects.get().pk]))


def test_the_notification_names_inviter_team_and_role(client_for, charlie, issued):
    page = client_for(charlie).get(reverse("notifications")).text
    assert "<b>Yue</b> invited you to the team <b>Brand Studio</b> as Reviewer" in page
    assert "Join Brand Studio" in page


def test_joining_adds_the_member_and_uses_the_invitation_up(client_for, charlie, team, issued, client):
    assert join(client_for(charlie)).url == reverse("studio")
    assert team.memberships.get(user=charlie).role == "reviewer"
    assert Invitation.objects.get().accepted_by == charlie
    assert client.get(join_url(issued)).status_code == 404
    assert notifications.unread_count(charlie) == 0


def test_an_address_without_an_account_gets_no_notification(team, yue):
    invited(team, yue)
    assert not Notification.objects.exists()


def test_a_revoked_invitation_is_not_shown_and_cannot_be_accepted(client_for, charlie, yue, issued):
    client = client_for(charlie)
    path = reverse("notification_join", args=[Notification.objects.get().pk])
    invitations.revoke(issued.invitation, by=yue)
    assert "Join" not in client.get(reverse("notifications")).text
    assert client.post(path).status_code == 404
    assert not charlie.memberships.exists()


@pytest.mark.parametrize("end", ["expired", "archived"])
def test_an_invitation_that_ended_is_not_shown_and_cannot_be_accepted(client_for, charlie, team, issued, end):
    if end == "archived":
        actions.archive(team, by=administrator())
    else:
        Invitation.objects.update(expires_at=timezone.now())
    client = client_for(charlie)
    response = join(client)
    assert response.url == reverse("notifications")
    page = client.get(response.url).text
    assert "This invitation is no longer valid." in page
    assert "Join" not in page
    assert not charlie.memberships.exists()


def test_a_second_invitation_replaces_the_notification_of_the_first(charlie, team, yue, issued):
    invited(team, yue, charlie.email)
    assert notifications.unread_count(charlie) == 1


def test_an_invitation_is_for_its_address_even_when_signed_in(client_for, charlie, issued):
    charlie.email = "carl@studio.example"
    charlie.save()
    client = client_for(charlie)
    assert "Join" not in client.get(reverse("notifications")).text
    assert join(client).status_code == 403
    assert not charlie.memberships.exists()


def test_joining_by_the_link_deletes_the_notification_too(client_for, charlie, issued):
    client_for(charlie).post(join_url(issued))
    assert not Notification.objects.exists()


def test_nobody_can_join_by_the_notification_of_another_person(client_for, alice, bob, charlie, issued):
    for person in (alice, bob):
        assert join(client_for(person)).status_code == 404
    assert charlie.notifications.count() == 1
