"""The table “who may”, verb by verb and role by role, as it is written in the house's plan."""

from types import SimpleNamespace

import pytest
from django.utils import timezone

from studio.accounts import permissions
from studio.accounts.models import Membership, Role, Team, User
from tests.fixtures import person

pytestmark = pytest.mark.django_db

PEOPLE = ["viewer", "designer", "reviewer", "lead", "auditor", "administrator", "stranger", "suspended"]
# Each column is one of PEOPLE; x: may.
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
    """A team with a lead of its own and a designer, so that nobody here is its last."""
    team = Team.objects.create(name="Posters", slug="posters")
    Membership.objects.create(team=team, user=person("Yue"), role=Role.LEAD)
    Membership.objects.create(team=team, user=person("Dora"), role=Role.DESIGNER)
    return team


def somebody(kind: str, team: Team) -> User:
    who = person(kind.title())
    who.is_superuser, who.is_auditor = kind == "administrator", kind == "auditor"
    who.is_active = kind != "suspended"
    who.save()
    if kind in Role.values or kind == "suspended":
        Membership.objects.create(team=team, user=who, role=Role.LEAD if kind == "suspended" else kind)
    return User.objects.get(pk=who.pk)


def asked(verb: str, who: User, team: Team) -> str:
    """The reason why not, for each row of the table."""
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
    who = somebody(kind, posters)
    column = PEOPLE.index(kind)
    expected = {verb: cells[column] for verb, cells in ROWS.items()}
    assert {verb: ".x"[asked(verb, who, posters) == ""] for verb in ROWS} == expected


ADDS = [
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


@pytest.mark.parametrize("verb", ADDS)
def test_nothing_is_added_to_an_archived_team(verb, posters):
    posters.archived_at = timezone.now()
    posters.save()
    lead = somebody("lead", posters)
    assert asked(verb, lead, Team.objects.get()) == "This team is archived."


@pytest.mark.parametrize("verb", ["see", "archive", "remove", "leave"])
def test_an_archived_team_can_be_looked_at_left_and_brought_back(verb, posters):
    posters.archived_at = timezone.now()
    posters.save()
    assert asked(verb, somebody("lead", posters), Team.objects.get()) == ""


def test_a_private_row_is_its_owners_alone(alice, bob):
    private = SimpleNamespace(owner_id=alice.pk, team=None)
    root = person("Root")
    root.is_superuser = True
    assert permissions.denial_reason_tag(alice, private) == ""
    assert [permissions.denial_reason_tag(who, private) for who in (bob, root)] == ["This is private."] * 2
    assert permissions.denial_reason_run_in(alice, None) == ""


def test_an_auditor_changes_nothing_in_a_team_of_their_own(posters):
    auditor = somebody("auditor", posters)
    Membership.objects.create(team=posters, user=auditor, role=Role.LEAD)
    reason = permissions.denial_reason_run_in(User.objects.get(pk=auditor.pk), posters)
    assert reason == "Auditors have read-only access."


def test_the_last_lead_stays_unless_an_administrator_decides(posters):
    yue = Membership.objects.get(user__name="Yue")
    reason = "A team needs at least one lead. Make someone else a lead first."
    assert permissions.denial_reason_remove_member(yue.user, yue) == reason
    assert permissions.denial_reason_set_role(yue.user, yue, Role.VIEWER) == reason
    assert permissions.denial_reason_set_role(yue.user, yue, Role.LEAD) == ""
    root = somebody("administrator", posters)
    assert (
        permissions.denial_reason_remove_member(root, yue)
        == permissions.denial_reason_set_role(root, yue, Role.VIEWER)
        == ""
    )


def test_a_suspended_lead_does_not_count_as_one(posters):
    yue = Membership.objects.get(user__name="Yue")
    somebody("suspended", posters)
    assert permissions.denial_reason_remove_member(yue.user, yue).startswith(
        "A team needs at least one lead."
    )


def test_nobody_suspends_themselves(posters):
    root = somebody("administrator", posters)
    assert permissions.denial_reason_suspend(root, root) == "You are the only administrator."
    User.objects.filter(name="Yue").update(is_superuser=True)
    assert permissions.denial_reason_suspend(root, root) == "You can’t suspend yourself."
