"""Each action of an administrator on a user leaves one audit entry."""

import pytest
from django.urls import reverse

from studio.accounts.models import User
from studio.accounts.users import bootstrap
from studio.accounts.users.reset_link import make_reset_link
from studio.accounts.users.user_admin import sign_out, suspend, unsuspend
from studio.audit.actions import Action
from tests.audit.entries import only_entry, recorded_actions
from tests.fixtures import create_run

pytestmark = pytest.mark.django_db


def test_suspending_and_unsuspending_are_recorded_once(root, charlie):
    for change in (suspend, suspend, unsuspend, unsuspend):
        change(charlie, by=root)
    assert recorded_actions() == [Action.SUSPENDED, Action.UNSUSPENDED]
    assert (only_entry(Action.SUSPENDED).actor_id, only_entry(Action.SUSPENDED).target_id) == (
        root.pk,
        charlie.pk,
    )


def test_a_refused_suspension_leaves_no_entry(root, charlie, client_for):
    assert client_for(charlie).post(reverse("person_suspend", args=[root.pk])).status_code == 404
    assert not recorded_actions()


def test_ending_sessions_is_recorded_unless_there_is_no_such_session(root, charlie):
    sign_out(charlie, session=0, by=root)
    sign_out(charlie, by=root)
    assert recorded_actions() == [Action.SESSIONS_ENDED]


def test_a_reset_link_is_recorded_without_the_link(root, charlie):
    link = make_reset_link(charlie, by=root)
    entry = only_entry(Action.RESET_LINK_CREATED)
    assert (entry.actor_id, entry.target_id) == (root.pk, charlie.pk)
    assert link not in f"{entry.after} {entry.search_vector}"


def test_the_first_administrator_is_added_by_the_studio():
    ada = bootstrap.make_first_administrator(email="ada@studio.example", password="a long enough password")
    entry = only_entry(Action.PERSON_ADDED)
    assert (entry.actor_id, entry.target_id, entry.after) == (None, ada.pk, {"is_superuser": True})


# ── Django's admin ───────────────────────────────────────────────────────────────────────────────────────


INLINE = {"memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0}


def edit(client, person, **changes):
    fields = {"email": person.email, "name": person.name, "language": "", "time_zone": "", **changes}
    return client.post(reverse("admin:accounts_user_change", args=[person.pk]), fields | INLINE)


def test_making_an_auditor_is_recorded_with_before_and_after(root, charlie, client_for):
    assert edit(client_for(root), charlie, is_auditor="on").status_code == 302
    entry = only_entry(Action.ACCESS_CHANGED)
    assert (entry.before, entry.after) == ({"is_auditor": False}, {"is_auditor": True})


def test_a_changed_name_is_recorded_and_an_unchanged_form_is_not(root, charlie, client_for):
    client = client_for(root)
    edit(client, charlie)
    edit(client, charlie, name="Charles")
    assert recorded_actions() == [Action.PERSON_EDITED]


def test_adding_and_deleting_a_person_is_recorded(root, client_for):
    client = client_for(root)
    password = {
        "usable_password": "true",
        "password1": "a long enough password",
        "password2": "a long enough password",
    }
    client.post(
        reverse("admin:accounts_user_add"),
        {"email": "eve@studio.example", "name": "Eve", **password, **INLINE},
    )
    eve = User.objects.get(email="eve@studio.example")
    assert "password" not in str(only_entry(Action.PERSON_ADDED).after)
    client.post(reverse("admin:accounts_user_delete", args=[eve.pk]), {"post": "yes"})
    assert recorded_actions() == [Action.PERSON_ADDED, Action.PERSON_DELETED]
    assert (only_entry(Action.PERSON_DELETED).target_id, only_entry(Action.PERSON_DELETED).target_name) == (
        eve.pk,
        "Eve",
    )


def test_deleting_several_people_leaves_an_entry_for_each(root, alice, charlie, client_for):
    form = {"action": "delete_selected", "_selected_action": [alice.pk, charlie.pk], "post": "yes"}
    client_for(root).post(reverse("admin:accounts_user_changelist"), form)
    assert recorded_actions() == [Action.PERSON_DELETED] * 2


def test_an_administrator_cannot_set_another_users_password(root, charlie, client_for):
    response = client_for(root).post(
        reverse("admin:auth_user_password_change", args=[charlie.pk]), {"password1": "x"}
    )
    assert response.url == reverse("person", args=[charlie.pk])


def test_teams_are_read_only_in_the_admin(root, team, client_for):
    change = reverse("admin:accounts_team_change", args=[team.pk])
    assert client_for(root).post(change, {"name": "Other"}).status_code == 403


# ── Private data ─────────────────────────────────────────────────────────────────────────────────────────


def test_viewing_another_users_private_run_is_recorded_without_its_prompt(root, alice, client_for):
    run = create_run(alice, prompt="A secret")
    client_for(root).get(reverse("admin:generations_generation_change", args=[run.pk]))
    entry = only_entry(Action.PRIVATE_VIEWED)
    assert (entry.target_type, entry.target_id, entry.after) == ("generation", run.pk, {"owner": "Alice"})
    assert "secret" not in f"{entry.target_name} {entry.search_vector}".lower()


def test_viewing_a_team_run_or_an_own_run_is_not_recorded(root, alice, team, client_for):
    client = client_for(root)
    for run in (create_run(alice, team=team), create_run(root)):
        client.get(reverse("admin:generations_generation_change", args=[run.pk]))
    assert not recorded_actions()
