"""The administrator's page of people; auditors look, for everybody else it is not there."""

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


def to(name: str, person: User) -> str:
    return reverse(name, args=[person.pk])


def signed_in(person, browser_of):
    client = browser_of(None)
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    return client


def test_people_are_found_by_name_and_address(root, alice, charlie, browser_of):
    User.objects.filter(pk=charlie.pk).update(name="查理")
    client = browser_of(root)
    assert "alice@" in client.get(PEOPLE).text
    for query in ("查", "CHARLIE@"):
        page = client.get(PEOPLE, {"q": query}).text
        assert ("charlie@" in page, "alice@" in page) == (True, False)
    assert "No matching people" in client.get(PEOPLE, {"q": "%"}).text


def test_many_people_take_several_pages(root, browser_of):
    User.objects.bulk_create(User(email=f"p{n:03}@studio.example", name="Zoe") for n in range(60))
    first, second = (browser_of(root).get(PEOPLE, {"page": n}).text for n in (1, 2))
    assert ("p001@" in first, "p059@" in first, "p059@" in second) == (True, False, True)


def test_who_left_is_not_listed(root, charlie, browser_of):
    User.objects.filter(pk=charlie.pk).update(is_active=False, deleted_at=timezone.now())
    assert "charlie@" not in browser_of(root).get(PEOPLE).text
    assert browser_of(root).get(to("person", charlie)).status_code == 404


def test_for_everybody_else_the_page_is_not_there(alice, charlie, browser_of):
    client = browser_of(charlie)
    assert client.get(PEOPLE).status_code == client.get(to("person", alice)).status_code == 404
    assert client.post(to("person_suspend", alice)).status_code == 404
    assert User.objects.get(pk=alice.pk).is_active


def test_an_auditor_looks_and_changes_nothing(alice, team, browser_of):
    client = browser_of(auditor())
    assert client.get(PEOPLE).status_code == client.get(to("person", alice)).status_code == 200
    for name in ("person_suspend", "person_unsuspend", "person_sign_out"):
        answer = client.post(to(name, alice))
        assert answer.status_code == 403
        assert "Auditors have read-only access." in answer.text
    form = {"email": "dora@studio.example", "team": team.pk, "role": "viewer"}
    assert client.post(reverse("people_invite"), form).status_code == 403
    assert User.objects.get(pk=alice.pk).is_active


def test_an_administrator_invites_into_any_team(root, team, browser_of):
    form = {"email": "dora@studio.example", "team": team.pk, "role": "lead"}
    page = browser_of(root).post(reverse("people_invite"), form).text
    assert "/join/" in page
    assert (Invitation.objects.get().team, Invitation.objects.get().role) == (team, "lead")


def test_without_a_team_the_page_leads_to_the_first_one(root, browser_of):
    page = browser_of(root).get(PEOPLE).text
    assert "There are no teams yet." in page
    assert (f'href="{reverse("teams")}">Create team' in page, 'name="role"' in page) == (True, False)


def test_nobody_is_invited_into_an_archived_team(root, team, browser_of):
    team.archived_at = timezone.now()
    team.save()
    form = {"email": "dora@studio.example", "team": team.pk, "role": "lead"}
    assert browser_of(root).post(reverse("people_invite"), form).status_code == 422


def test_a_suspended_person_is_out_at_once_and_everywhere(root, alice, browser_of):
    windows = [signed_in(alice, browser_of), browser_of(alice)]
    assert [window.get("/gallery/").status_code for window in windows] == [200, 200]
    assert browser_of(root).post(to("person_suspend", alice)).url == to("person", alice)
    assert [window.get("/gallery/").status_code for window in windows] == [302, 302]
    alice.refresh_from_db()
    assert (alice.is_active, alice.suspended_by) == (False, root)
    assert timezone.now() - alice.suspended_at < timedelta(minutes=1)
    assert not UserSession.objects.filter(user=alice).exists()


def test_let_back_in_one_signs_in_anew_with_the_roles_one_had(root, alice, team, browser_of):
    before = browser_of(alice)
    for name in ("person_suspend", "person_unsuspend"):
        browser_of(root).post(to(name, alice))
    assert before.get("/gallery/").status_code == 302
    assert signed_in(alice, browser_of).get(team.get_absolute_url()).status_code == 200


def test_it_says_who_suspended_and_when(root, alice, browser_of):
    browser_of(root).post(to("person_suspend", alice))
    assert "Suspended by Root, " in browser_of(root).get(to("person", alice)).text


def test_nobody_suspends_themselves(root, browser_of):
    answer = browser_of(root).post(to("person_suspend", root))
    assert answer.status_code == 403
    assert "You are the only administrator." in answer.text
    assert "You are the only administrator." in browser_of(root).get(to("person", root)).text


def test_one_administrator_suspends_another(root, browser_of):
    second = administrator("Second")
    browser_of(root).post(to("person_suspend", second))
    assert browser_of(second).get(PEOPLE).status_code == 302


def test_sessions_are_listed_and_one_of_them_is_ended(root, alice, browser_of):
    window, other = signed_in(alice, browser_of), signed_in(alice, browser_of)
    session = UserSession.objects.get(session_key=window.session.session_key)
    assert browser_of(root).get(to("person", alice)).text.count('name="session"') == 2
    browser_of(root).post(to("person_sign_out", alice), {"session": session.pk})
    assert [one.get("/gallery/").status_code for one in (window, other)] == [302, 200]


def test_all_sessions_are_ended_and_one_may_come_again(root, alice, browser_of):
    windows = [signed_in(alice, browser_of), browser_of(alice)]
    browser_of(root).post(to("person_sign_out", alice))
    assert [window.get("/gallery/").status_code for window in windows] == [302, 302]
    assert signed_in(alice, browser_of).get("/gallery/").status_code == 200


def test_a_session_is_ended_only_with_its_person(root, alice, charlie, browser_of):
    window = signed_in(charlie, browser_of)
    session = UserSession.objects.get(user=charlie)
    browser_of(root).post(to("person_sign_out", alice), {"session": session.pk})
    assert window.get("/gallery/").status_code == 200
