"""Somebody who has an account is notified of their invitation, and joins without its link."""

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
def fresh(team, yue, charlie):
    return invited(team, yue, charlie.email)


def join(client):
    return client.post(reverse("notification_join", args=[Notification.objects.get().pk]))


def test_they_are_notified_by_whom_into_which_team_and_as_what(browser_of, charlie, fresh):
    page = browser_of(charlie).get(reverse("notifications")).text
    assert "<b>Yue</b> invited you to the team <b>Brand Studio</b> as Reviewer" in page
    assert "Join Brand Studio" in page


def test_joining_brings_them_in_and_uses_the_invitation_up(browser_of, charlie, team, fresh, client):
    assert join(browser_of(charlie)).url == reverse("studio")
    assert team.memberships.get(user=charlie).role == "reviewer"
    assert Invitation.objects.get().accepted_by == charlie
    assert client.get(join_url(fresh)).status_code == 404
    assert notifications.unread(charlie) == 0


def test_somebody_without_an_account_gets_no_notification(team, yue):
    invited(team, yue)
    assert not Notification.objects.exists()


def test_what_was_taken_back_admits_nobody_and_is_not_shown(browser_of, charlie, yue, fresh):
    client = browser_of(charlie)
    path = reverse("notification_join", args=[Notification.objects.get().pk])
    invitations.revoke(fresh.invitation, by=yue)
    assert "Join" not in client.get(reverse("notifications")).text
    assert client.post(path).status_code == 404
    assert not charlie.memberships.exists()


@pytest.mark.parametrize("end", ["expired", "archived"])
def test_what_is_too_late_admits_nobody_and_is_not_shown(browser_of, charlie, team, fresh, end):
    if end == "archived":
        actions.archive(team, by=administrator())
    else:
        Invitation.objects.update(expires_at=timezone.now())
    client = browser_of(charlie)
    answer = join(client)
    assert answer.url == reverse("notifications")
    page = client.get(answer.url).text
    assert "This invitation is no longer valid." in page
    assert "Join" not in page
    assert not charlie.memberships.exists()


def test_a_second_invitation_replaces_the_notice_of_the_first(charlie, team, yue, fresh):
    invited(team, yue, charlie.email)
    assert notifications.unread(charlie) == 1


def test_an_invitation_is_for_its_address_even_inside(browser_of, charlie, fresh):
    charlie.email = "carl@studio.example"
    charlie.save()
    client = browser_of(charlie)
    assert "Join" not in client.get(reverse("notifications")).text
    assert join(client).status_code == 403
    assert not charlie.memberships.exists()


def test_joining_by_the_link_ends_the_notice_too(browser_of, charlie, fresh):
    browser_of(charlie).post(join_url(fresh))
    assert not Notification.objects.exists()


def test_nobody_joins_by_somebody_elses_notice(browser_of, alice, bob, charlie, fresh):
    for person in (alice, bob):
        assert join(browser_of(person)).status_code == 404
    assert charlie.notifications.count() == 1
