"""Who may do what: the studio's one rule.

`LAW` is the table. Each `why_not_…` gives the reason why somebody may not do one thing, in their language, or ""
when they may: the action refuses with it, the page shows it on the disabled control.
"""

from enum import StrEnum
from typing import Protocol

from django.core.exceptions import PermissionDenied
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from studio.accounts.models import Membership, Role, Team, User


class Forbidden(PermissionDenied):
    """Somebody who may look may not do this; the message says why. Answered with 403."""


class Company(StrEnum):
    """What somebody is in every team."""

    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class Owned(Protocol):
    """A row that somebody made, privately or in a team: a run, an image, a submission."""

    owner_id: int
    team: Team | None


class Said(Protocol):
    """A comment."""

    author_id: int

    @property
    def image(self) -> Owned: ...


VIEWER, DESIGNER, REVIEWER, LEAD = Role.VIEWER, Role.DESIGNER, Role.REVIEWER, Role.LEAD
ADMINISTRATOR = Company.ADMINISTRATOR
MAKERS: frozenset[str] = frozenset({DESIGNER, REVIEWER, LEAD, ADMINISTRATOR})
LEADERS: frozenset[str] = frozenset({LEAD, ADMINISTRATOR})

LAW: dict[str, frozenset[str]] = {
    "see": frozenset({VIEWER, *MAKERS, Company.AUDITOR}),
    "comment": frozenset({VIEWER, *MAKERS}),  # and favourite, rate, flag
    "run": MAKERS,  # and tag, collect, share one's own
    "take_back": MAKERS,  # cancel, run an unknown again, trash: one's own
    "take_back_any": LEADERS,
    "decide": frozenset({REVIEWER, LEAD, ADMINISTRATOR}),  # approve, reject: never one's own
    "manage": LEADERS,  # members, settings
    "govern": frozenset({ADMINISTRATOR}),  # people, making teams
    "inspect": frozenset({ADMINISTRATOR, Company.AUDITOR}),  # looking at what is governed
}

ONLY: dict[str, str | Promise] = {
    "see": gettext_lazy("You are not a member of this team."),
    "comment": gettext_lazy("Only members of the team may do this."),
    "run": gettext_lazy("Viewers look and comment; making images takes a designer."),
    "take_back": gettext_lazy("Viewers look and comment; making images takes a designer."),
    "take_back_any": gettext_lazy("This belongs to somebody else; only a lead may do it for them."),
    "decide": gettext_lazy("Only reviewers and leads decide."),
    "manage": gettext_lazy("Only a lead of the team or an administrator may do this."),
    "govern": gettext_lazy("Only an administrator may do this."),
    "inspect": gettext_lazy("Only administrators and auditors may look at this."),
}


def standing(person: User, team: Team | None = None) -> frozenset[str]:
    """Everything that `person` is, in the company and in `team`; nothing at all while they are suspended."""
    if not person.is_active:
        return frozenset()
    if person.is_superuser:
        return frozenset({Company.ADMINISTRATOR})
    if person.is_auditor:  # changes nothing, in whatever team: nobody audits their own work
        return frozenset({Company.AUDITOR})
    role = person.roles.get(team.pk) if team else None
    return frozenset({role} if role else ())


def _why_not(verb: str, person: User, team: Team | None = None) -> str:
    if not person.is_active:
        return _("Your account is suspended.")
    is_somebody = standing(person, team)
    if is_somebody & LAW[verb]:
        return ""
    if team and not is_somebody:
        return str(ONLY["see"])
    if Company.AUDITOR in is_somebody:
        return _("Auditors look at everything and change nothing.")
    return str(ONLY[verb])


def _why_not_now(verb: str, person: User, team: Team) -> str:
    """For what adds to a team or changes it."""
    return _why_not(verb, person, team) or (_("This team is archived.") if team.is_archived else "")


# ── What is in a team ────────────────────────────────────────────────────────────────────────────────────


def why_not_give_room(person: User, team: Team) -> str:
    """Say how much the images of a team may take."""
    return _why_not("govern", person, team)


def why_not_see_team(person: User, team: Team) -> str:
    return _why_not("see", person, team)


def why_not_comment(person: User, thing: Owned) -> str:
    """Favourite, rate, comment, flag."""
    return _why_not_touch("comment", person, thing)


def why_not_remove_comment(person: User, comment: Said) -> str:
    """One's own, and anybody's for a lead."""
    verb = "comment" if comment.author_id == person.pk else "manage"
    return _why_not_touch(verb, person, comment.image)


def why_not_run_in(person: User, team: Team | None) -> str:
    """Make images in a team; everybody may privately (None), auditors too."""
    if team:
        return _why_not_now("run", person, team)
    return "" if person.is_active else _("Your account is suspended.")


def why_not_tag(person: User, thing: Owned) -> str:
    """Tag, put into a collection."""
    return _why_not_touch("run", person, thing)


def why_not_share(person: User, thing: Owned, team: Team) -> str:
    """Give one's own private image to a team."""
    if thing.owner_id != person.pk:
        return _("Only its owner may share it.")
    return _why_not_now("run", person, team)


def why_not_take_back(person: User, thing: Owned) -> str:
    """Cancel, run an unknown again, trash: one's own, and anybody's for a lead."""
    verb = "take_back" if thing.owner_id == person.pk else "take_back_any"
    return _why_not_touch(verb, person, thing)


def why_not_give_up(person: User, thing: Owned) -> str:
    """Try again to save images that are made, or give up on them: in an archived team too, where nothing is added."""
    verb = "take_back" if thing.owner_id == person.pk else "take_back_any"
    return _why_not(verb, person, thing.team) if thing.team else _why_not_touch(verb, person, thing)


def why_not_decide(person: User, thing: Owned) -> str:
    """Approve or reject."""
    reason = _why_not_touch("decide", person, thing)
    if not reason and thing.owner_id == person.pk:
        return _("Nobody decides on their own work.")
    return reason


def _why_not_touch(verb: str, person: User, thing: Owned) -> str:
    if thing.team:
        return _why_not_now(verb, person, thing.team)
    if not person.is_active:
        return _("Your account is suspended.")
    return "" if thing.owner_id == person.pk else _("This is private.")


# ── The team itself ──────────────────────────────────────────────────────────────────────────────────────


def why_not_invite(person: User, team: Team) -> str:
    return _why_not_now("manage", person, team)


def why_not_edit_team(person: User, team: Team) -> str:
    """Name, picture, settings."""
    return _why_not_now("manage", person, team)


def why_not_manage_members(person: User, team: Team) -> str:
    """Change roles and remove people; whoever may not sees a plain list."""
    return _why_not_now("manage", person, team)


def why_not_join_team(person: User, team: Team) -> str:
    """Become its lead without an invitation: administrators, who can give themselves any role anyway."""
    if reason := _why_not_now("govern", person, team):
        return reason
    return _("You are already in this team.") if team.pk in person.roles else ""


def why_not_archive(person: User, team: Team) -> str:
    """Archive, and bring back."""
    return _why_not("manage", person, team)


def why_not_set_role(person: User, membership: Membership, role: str = "") -> str:
    """Give a member another role; without `role` whether any other may be given."""
    if reason := _why_not_now("manage", person, membership.team):
        return reason
    return "" if role == LEAD else _why_last_lead_stays(person, membership)


def why_not_remove(person: User, membership: Membership) -> str:
    """Remove a member, or leave: everybody may leave, also an archived team."""
    reason = "" if membership.user_id == person.pk else _why_not("manage", person, membership.team)
    return reason or _why_last_lead_stays(person, membership)


def _why_last_lead_stays(person: User, membership: Membership) -> str:
    team = membership.team
    if membership.role != LEAD or team.is_archived or person.is_administrator:
        return ""
    if team.leads().exclude(pk=membership.pk).exists():
        return ""
    return _("A team keeps at least one lead. Make somebody else lead first.")


# ── The company ──────────────────────────────────────────────────────────────────────────────────────────


def why_not_make_team(person: User) -> str:
    return _why_not("govern", person)


def why_not_see_people(person: User) -> str:
    return _why_not("inspect", person)


def why_not_govern(person: User) -> str:
    """Let people in, end their sessions, lift a suspension."""
    return _why_not("govern", person)


def why_not_reset_password(person: User, other: User) -> str:
    """Make a link with which somebody else chooses a new password."""
    if reason := _why_not("govern", person):
        return reason
    return "" if other.is_active else _("This person is suspended. Let them back in first.")


def why_not_suspend(person: User, other: User) -> str:
    if reason := _why_not("govern", person):
        return reason
    if other.pk != person.pk:
        return ""
    others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=person.pk)
    return _("Nobody suspends themselves.") if others.exists() else _("You are the only administrator.")
