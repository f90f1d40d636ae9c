"""The table of permissions, verb by verb and role by role, as it is written in the plan."""

from types import SimpleNamespace

import pytest
from django.utils import timezone

from studio.accounts import permissions
from studio.accounts.models import Membership, Role, Team, User
from tests.fixtures import create_user

pytestmark = pytest.mark.django_db

PEOPLE = ["viewer", "designer", "reviewer", "lead", "auditor", "administrator", "stranger", "suspended"]
# Each column is one of PEOPLE; x: allowed.
TABLE = """
see                x x x x x x . .
comment            x x x x . x . .
run                . x x x . x . .
tag                . x x x . x . .
share_own          . x x x . x . .
modify_own         . x x x . x . .
modify_others      . . . x . x . .
decide_own         . . . . . . . .
decide_others      . . x x . x . .
invite             . . . x . x . .
edit_team          . . . x . x . .
archive            . . . x . x . .
set_role           . . . x . x . .
remove             . . . x . x . .
leave              x x x x x x x x
make_team          . . . . . x . .
see_people         . . . . x x . .
govern             . . . . . x . .
suspend            . . . . . x . .
"""
ROWS = {verb: cells for verb, *cells in map(str.split, TABLE.strip().splitlines())}


@pytest.fixture
def posters(db: None) -> Team:
    """A team with its own lead and a designer, so that no person of the table is its last."""
    team = Team.objects.create(name="Posters", slug="posters")
    Membership.objects.create(team=team, user=create_user("Yue"), role=Role.LEAD)
    Membership.objects.create(team=team, user=create_user("Dora"), role=Role.DESIGNER)
    return team


def person_of_kind(kind: str, team: Team) -> User:
    who = create_user(kind.title())
    who.is_superuser, who.is_auditor = kind == "administrator", kind == "auditor"
    who.is_active = kind != "suspended"
    who.save()
    if kind in Role.values or kind == "suspended":
        Membership.objects.create(team=team, user=who, role=Role.LEAD if kind == "suspended" else kind)
    return User.objects.get(pk=who.pk)


def denial_reason(verb: str, who: User, team: Team) -> str:
    """The reason why a person may not do this, by row of the table; empty if they may."""
    dora = Membership.objects.get(user__name="Dora")
    own = SimpleNamespace(owner_id=who.pk, team=team)
    others = SimpleNamespace(owner_id=dora.user_id, team=team)
    return {
        "see": lambda: permissions.denial_reason_view_team(who, team),
        "comment": lambda: permissions.denial_reason_comment(who, others),
        "run": lambda: permissions.denial_reason_run_in(who, team),
        "tag": lambda: permissions.denial_reason_tag(who, others),
        "share_own": lambda: permissions.denial_reason_share(
            who, SimpleNamespace(owner_id=who.pk, team=None), team
        ),
        "modify_own": lambda: permissions.denial_reason_modify(who, own),
        "modify_others": lambda: permissions.denial_reason_modify(who, others),
        "decide_own": lambda: permissions.denial_reason_review(who, own),
        "decide_others": lambda: permissions.denial_reason_review(who, others),
        "invite": lambda: permissions.denial_reason_invite(who, team),
        "edit_team": lambda: permissions.denial_reason_edit_team(who, team),
        "archive": lambda: permissions.denial_reason_archive(who, team),
        "set_role": lambda: permissions.denial_reason_set_role(who, dora, Role.LEAD),
        "remove": lambda: permissions.denial_reason_remove_member(who, dora),
        "leave": lambda: permissions.denial_reason_remove_member(
            who, Membership(team=team, user=who, role=Role.VIEWER)
        ),
        "make_team": lambda: permissions.denial_reason_create_team(who),
        "see_people": lambda: permissions.denial_reason_inspect(who),
        "govern": lambda: permissions.denial_reason_administer(who),
        "suspend": lambda: permissions.denial_reason_suspend(who, dora.user),
    }[verb]()


@pytest.mark.parametrize("kind", PEOPLE)
def test_the_permissions_of_each_role(kind, posters):
    who = person_of_kind(kind, posters)
    column = PEOPLE.index(kind)
    expected = {verb: cells[column] for verb, cells in ROWS.items()}
    assert {verb: ".x"[denial_reason(verb, who, posters) == ""] for verb in ROWS} == expected


ADDING_VERBS = [
    "comment",
    "run",
    "tag",
    "share_own",
    "modify_own",
    "decide_others",
    "invite",
    "edit_team",
    "set_role",
]


@pytest.mark.parametrize("verb", ADDING_VERBS)
def test_nothing_is_added_to_an_archived_team(verb, posters):
    posters.archived_at = timezone.now()
    posters.save()
    lead = person_of_kind("lead", posters)
    assert denial_reason(verb, lead, Team.objects.get()) == "This team is archived."


@pytest.mark.parametrize("verb", ["see", "archive", "remove", "leave"])
def test_an_archived_team_can_be_viewed_left_and_restored(verb, posters):
    posters.archived_at = timezone.now()
    posters.save()
    assert denial_reason(verb, person_of_kind("lead", posters), Team.objects.get()) == ""


def test_a_private_row_is_only_for_its_owner(alice, bob):
    private = SimpleNamespace(owner_id=alice.pk, team=None)
    root = create_user("Root")
    root.is_superuser = True
    assert permissions.denial_reason_tag(alice, private) == ""
    assert [permissions.denial_reason_tag(who, private) for who in (bob, root)] == ["This is private."] * 2
    assert permissions.denial_reason_run_in(alice, None) == ""


def test_an_auditor_has_read_only_access_even_in_their_own_team(posters):
    auditor = person_of_kind("auditor", posters)
    Membership.objects.create(team=posters, user=auditor, role=Role.LEAD)
    reason = permissions.denial_reason_run_in(User.objects.get(pk=auditor.pk), posters)
    assert reason == "Auditors have read-only access."


def test_only_an_administrator_can_remove_the_last_lead(posters):
    yue = Membership.objects.get(user__name="Yue")
    reason = "A team needs at least one lead. Make someone else a lead first."
    assert permissions.denial_reason_remove_member(yue.user, yue) == reason
    assert permissions.denial_reason_set_role(yue.user, yue, Role.VIEWER) == reason
    assert permissions.denial_reason_set_role(yue.user, yue, Role.LEAD) == ""
    root = person_of_kind("administrator", posters)
    assert (
        permissions.denial_reason_remove_member(root, yue)
        == permissions.denial_reason_set_role(root, yue, Role.VIEWER)
        == ""
    )


def test_a_suspended_lead_does_not_count_as_a_lead(posters):
    yue = Membership.objects.get(user__name="Yue")
    person_of_kind("suspended", posters)
    assert permissions.denial_reason_remove_member(yue.user, yue).startswith(
        "A team needs at least one lead."
    )


def test_an_administrator_cannot_suspend_themselves(posters):
    root = person_of_kind("administrator", posters)
    assert permissions.denial_reason_suspend(root, root) == "You are the only administrator."
    User.objects.filter(name="Yue").update(is_superuser=True)
    assert permissions.denial_reason_suspend(root, root) == "You can’t suspend yourself."
