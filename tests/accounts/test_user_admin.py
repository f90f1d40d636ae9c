"""The administrator's page of people: read-only for auditors, 404 for everybody else."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.urls import reverse
from django.utils import timezone

from studio.accounts.models import Invitation, User
from tests.accounts.factories import administrator, auditor
from tests.fixtures import PASSWORD

pytestmark = pytest.mark.django_db

PEOPLE = "/people/"


def url_of(name: str, person: User) -> str:
    return reverse(name, args=[person.pk])


def signed_in(person, client_for):
    client = client_for(None)
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    return client


def test_people_are_found_by_name_and_address(root, alice, charlie, client_for):
    User.objects.filter(pk=charlie.pk).update(name="查理")
    client = client_for(root)
    assert "alice@" in client.get(PEOPLE).text
    for query in ("查", "CHARLIE@"):
        page = client.get(PEOPLE, {"q": query}).text
        assert ("charlie@" in page, "alice@" in page) == (True, False)
    assert "No matching people" in client.get(PEOPLE, {"q": "%"}).text


def test_the_list_of_people_is_paginated(root, client_for):
    User.objects.bulk_create(User(email=f"p{n:03}@studio.example", name="Zoe") for n in range(60))
    first, second = (client_for(root).get(PEOPLE, {"page": n}).text for n in (1, 2))
    assert ("p001@" in first, "p059@" in first, "p059@" in second) == (True, False, True)


def test_a_deleted_person_is_not_listed(root, charlie, client_for):
    User.objects.filter(pk=charlie.pk).update(is_active=False, deleted_at=timezone.now())
    assert "charlie@" not in client_for(root).get(PEOPLE).text
    assert client_for(root).get(url_of("person", charlie)).status_code == 404


def test_everybody_else_gets_404(alice, charlie, client_for):
    client = client_for(charlie)
    assert client.get(PEOPLE).status_code == client.get(url_of("person", alice)).status_code == 404
    assert client.post(url_of("person_suspend", alice)).status_code == 404
    assert User.objects.get(pk=alice.pk).is_active


def test_an_auditor_has_read_only_access(alice, team, client_for):
    client = client_for(auditor())
    assert client.get(PEOPLE).status_code == client.get(url_of("person", alice)).status_code == 200
    for name in ("person_suspend", "person_unsuspend", "person_sign_out"):
        response = client.post(url_of(name, alice))
        assert response.status_code == 403
        assert "Auditors have read-only access." in response.text
    form = {"email": "dora@studio.example", "team": team.pk, "role": "viewer"}
    assert client.post(reverse("people_invite"), form).status_code == 403
    assert User.objects.get(pk=alice.pk).is_active


def test_an_administrator_invites_into_any_team(root, team, client_for):
    form = {"email": "dora@studio.example", "team": team.pk, "role": "lead"}
    page = client_for(root).post(reverse("people_invite"), form).text
    assert "/join/" in page
    assert (Invitation.objects.get().team, Invitation.objects.get().role) == (team, "lead")


def test_without_a_team_the_page_links_to_creating_one(root, client_for):
    page = client_for(root).get(PEOPLE).text
    assert "There are no teams yet." in page
    assert (f'href="{reverse("teams")}">Create team' in page, 'name="role"' in page) == (True, False)


def test_an_invitation_into_an_archived_team_is_refused(root, team, client_for):
    team.archived_at = timezone.now()
    team.save()
    form = {"email": "dora@studio.example", "team": team.pk, "role": "lead"}
    assert client_for(root).post(reverse("people_invite"), form).status_code == 422


def test_suspending_a_person_ends_all_their_sessions_at_once(root, alice, client_for):
    clients = [signed_in(alice, client_for), client_for(alice)]
    assert [client.get("/gallery/").status_code for client in clients] == [200, 200]
    assert client_for(root).post(url_of("person_suspend", alice)).url == url_of("person", alice)
    assert [client.get("/gallery/").status_code for client in clients] == [302, 302]
    alice.refresh_from_db()
    assert (alice.is_active, alice.suspended_by) == (False, root)
    assert timezone.now() - alice.suspended_at < timedelta(minutes=1)
    assert not UserSession.objects.filter(user=alice).exists()


def test_an_unsuspended_person_signs_in_again_with_the_same_roles(root, alice, team, client_for):
    before = client_for(alice)
    for name in ("person_suspend", "person_unsuspend"):
        client_for(root).post(url_of(name, alice))
    assert before.get("/gallery/").status_code == 302
    assert signed_in(alice, client_for).get(team.get_absolute_url()).status_code == 200


def test_the_page_says_who_suspended_a_person_and_when(root, alice, client_for):
    client_for(root).post(url_of("person_suspend", alice))
    assert "Suspended by Root, " in client_for(root).get(url_of("person", alice)).text


def test_an_administrator_cannot_suspend_themselves(root, client_for):
    response = client_for(root).post(url_of("person_suspend", root))
    assert response.status_code == 403
    assert "You are the only administrator." in response.text
    assert "You are the only administrator." in client_for(root).get(url_of("person", root)).text


def test_an_administrator_can_suspend_another(root, client_for):
    second = administrator("Second")
    client_for(root).post(url_of("person_suspend", second))
    assert client_for(second).get(PEOPLE).status_code == 302


def test_sessions_are_listed_and_one_of_them_is_ended(root, alice, client_for):
    client, other = signed_in(alice, client_for), signed_in(alice, client_for)
    session = UserSession.objects.get(session_key=client.session.session_key)
    assert client_for(root).get(url_of("person", alice)).text.count('name="session"') == 2
    page = client_for(root).post(url_of("person_sign_out", alice), {"session": session.pk}, follow=True)
    assert "Alice is signed out on that device." in page.text
    assert [each.get("/gallery/").status_code for each in (client, other)] == [302, 200]


def test_all_sessions_are_ended_and_the_person_can_sign_in_again(root, alice, client_for):
    clients = [signed_in(alice, client_for), client_for(alice)]
    page = client_for(root).post(url_of("person_sign_out", alice), follow=True)
    assert "Alice is signed out on all devices." in page.text
    assert [client.get("/gallery/").status_code for client in clients] == [302, 302]
    assert signed_in(alice, client_for).get("/gallery/").status_code == 200


def test_an_invalid_session_ends_none(root, alice, client_for):
    client = signed_in(alice, client_for)
    response = client_for(root).post(url_of("person_sign_out", alice), {"session": "all"})
    assert (response.status_code, client.get("/gallery/").status_code) == (404, 200)


def test_the_session_of_another_person_is_not_ended(root, alice, charlie, client_for):
    client = signed_in(charlie, client_for)
    session = UserSession.objects.get(user=charlie)
    client_for(root).post(url_of("person_sign_out", alice), {"session": session.pk})
    assert client.get("/gallery/").status_code == 200
