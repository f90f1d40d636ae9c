"""What administrators do about people leaves one entry each."""

import pytest
from django.urls import reverse

from studio.accounts.models import User
from studio.accounts.users import bootstrap
from studio.accounts.users.reset_link import make_reset_link
from studio.accounts.users.user_admin import sign_out, suspend, unsuspend
from studio.audit.actions import Action
from tests.audit.entries import only, recorded
from tests.fixtures import run_of

pytestmark = pytest.mark.django_db


def test_suspending_and_unsuspending_are_recorded_once(root, charlie):
    for change in (suspend, suspend, unsuspend, unsuspend):
        change(charlie, by=root)
    assert recorded() == [Action.SUSPENDED, Action.UNSUSPENDED]
    assert (only(Action.SUSPENDED).actor_id, only(Action.SUSPENDED).target_id) == (root.pk, charlie.pk)


def test_a_refused_suspension_leaves_no_entry(root, charlie, browser_of):
    assert browser_of(charlie).post(reverse("person_suspend", args=[root.pk])).status_code == 404
    assert not recorded()


def test_ending_sessions_is_recorded_unless_there_is_no_such_session(root, charlie):
    sign_out(charlie, session=0, by=root)
    sign_out(charlie, by=root)
    assert recorded() == [Action.SESSIONS_ENDED]


def test_a_reset_link_is_recorded_without_the_link(root, charlie):
    link = make_reset_link(charlie, by=root)
    entry = only(Action.RESET_LINK_CREATED)
    assert (entry.actor_id, entry.target_id) == (root.pk, charlie.pk)
    assert link not in f"{entry.after} {entry.words}"


def test_the_first_administrator_is_added_by_the_studio():
    ada = bootstrap.make_first_administrator(email="ada@studio.example", password="a long enough password")
    entry = only(Action.PERSON_ADDED)
    assert (entry.actor_id, entry.target_id, entry.after) == (None, ada.pk, {"is_superuser": True})


# ── Django's admin ───────────────────────────────────────────────────────────────────────────────────────


INLINE = {"memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0}


def edit(client, person, **changes):
    fields = {"email": person.email, "name": person.name, "language": "", "time_zone": "", **changes}
    return client.post(reverse("admin:accounts_user_change", args=[person.pk]), fields | INLINE)


def test_making_an_auditor_is_recorded_with_before_and_after(root, charlie, browser_of):
    assert edit(browser_of(root), charlie, is_auditor="on").status_code == 302
    entry = only(Action.ACCESS_CHANGED)
    assert (entry.before, entry.after) == ({"is_auditor": False}, {"is_auditor": True})


def test_another_name_is_recorded_as_an_edit_and_no_change_not_at_all(root, charlie, browser_of):
    client = browser_of(root)
    edit(client, charlie)
    edit(client, charlie, name="Charles")
    assert recorded() == [Action.PERSON_EDITED]


def test_adding_and_deleting_a_person_is_recorded(root, browser_of):
    client = browser_of(root)
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
    assert "password" not in str(only(Action.PERSON_ADDED).after)
    client.post(reverse("admin:accounts_user_delete", args=[eve.pk]), {"post": "yes"})
    assert recorded() == [Action.PERSON_ADDED, Action.PERSON_DELETED]
    assert (only(Action.PERSON_DELETED).target_id, only(Action.PERSON_DELETED).target_name) == (eve.pk, "Eve")


def test_deleting_several_people_leaves_an_entry_for_each(root, alice, charlie, browser_of):
    form = {"action": "delete_selected", "_selected_action": [alice.pk, charlie.pk], "post": "yes"}
    browser_of(root).post(reverse("admin:accounts_user_changelist"), form)
    assert recorded() == [Action.PERSON_DELETED] * 2


def test_nobody_sets_a_password_for_somebody_else(root, charlie, browser_of):
    answer = browser_of(root).post(
        reverse("admin:auth_user_password_change", args=[charlie.pk]), {"password1": "x"}
    )
    assert answer.url == reverse("person", args=[charlie.pk])


def test_teams_are_read_only_there(root, team, browser_of):
    change = reverse("admin:accounts_team_change", args=[team.pk])
    assert browser_of(root).post(change, {"name": "Other"}).status_code == 403


# ── Private data ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_look_at_somebodys_private_run_is_recorded_without_its_prompt(root, alice, browser_of):
    run = run_of(alice, prompt="A secret")
    browser_of(root).get(reverse("admin:generations_generation_change", args=[run.pk]))
    entry = only(Action.PRIVATE_VIEWED)
    assert (entry.target_type, entry.target_id, entry.after) == ("generation", run.pk, {"owner": "Alice"})
    assert "secret" not in f"{entry.target_name} {entry.words}".lower()


def test_a_look_at_a_teams_run_or_ones_own_is_not(root, alice, team, browser_of):
    client = browser_of(root)
    for run in (run_of(alice, team=team), run_of(root)):
        client.get(reverse("admin:generations_generation_change", args=[run.pk]))
    assert not recorded()
