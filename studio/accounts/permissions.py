"""Permissions: who may do what.

`PERMISSIONS` is the table. Each `denial_reason_…` returns the reason why somebody may not do one thing, in their
language, or "" when they may: the action refuses with it, the page shows it on the disabled control.
"""

from collections.abc import Collection
from enum import StrEnum
from typing import Protocol

from django.core.exceptions import PermissionDenied
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from studio.accounts.models import AccessKey, Membership, Role, Scope, Team, User


class Forbidden(PermissionDenied):
    """Somebody who may look may not do this; the message says why. Answered with 403."""


def require(reason: str) -> None:
    """Raises Forbidden with the reason, if there is one."""
    if reason:
        raise Forbidden(reason)


class Installation(StrEnum):
    """Roles that apply in every team."""

    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class Owned(Protocol):
    """A row with an owner, private or in a team: a run, an image, a submission."""

    owner_id: int
    team: Team | None


class CommentLike(Protocol):
    """A comment."""

    author_id: int

    @property
    def image(self) -> Owned: ...


VIEWER, DESIGNER, REVIEWER, LEAD = Role.VIEWER, Role.DESIGNER, Role.REVIEWER, Role.LEAD
ADMINISTRATOR = Installation.ADMINISTRATOR
MAKERS: frozenset[str] = frozenset({DESIGNER, REVIEWER, LEAD, ADMINISTRATOR})
LEADERS: frozenset[str] = frozenset({LEAD, ADMINISTRATOR})
MOST_KEYS = 50
"""That one person may have, expired ones too."""

PERMISSIONS: dict[str, frozenset[str]] = {
    "see": frozenset({VIEWER, *MAKERS, Installation.AUDITOR}),
    "comment": frozenset({VIEWER, *MAKERS}),  # and favourite, rate, flag
    "run": MAKERS,  # and tag, collect, share one's own
    "modify": MAKERS,  # cancel, run an unknown again, trash: one's own
    "modify_any": LEADERS,
    "decide": frozenset({REVIEWER, LEAD, ADMINISTRATOR}),  # approve, reject: never one's own
    "release": MAKERS,
    "decide_outcome": LEADERS,  # whether a run of unknown outcome was billed
    "manage": LEADERS,  # members, settings
    "govern": frozenset({ADMINISTRATOR}),  # people, making teams
    "inspect": frozenset({ADMINISTRATOR, Installation.AUDITOR}),  # looking at what is governed
}

DENIAL_MESSAGES: dict[str, str | Promise] = {
    "see": gettext_lazy("You are not a member of this team."),
    "comment": gettext_lazy("Only team members can do this."),
    "run": gettext_lazy(
        "Viewers can look and comment. To create images, ask a team lead for the designer role."
    ),
    "modify": gettext_lazy(
        "Viewers can look and comment. To create images, ask a team lead for the designer role."
    ),
    "modify_any": gettext_lazy("This belongs to someone else. Only a team lead can do this."),
    "decide": gettext_lazy("Only reviewers and leads can decide."),
    "decide_outcome": gettext_lazy("Only a team lead or an administrator can decide what was billed."),
    "release": gettext_lazy(
        "Viewers can look and comment. To release images, ask a team lead for the designer role."
    ),
    "manage": gettext_lazy("Only a team lead or an administrator can do this."),
    "govern": gettext_lazy("Only an administrator can do this."),
    "inspect": gettext_lazy("Only administrators and auditors can view this."),
}


def roles_of(person: User, team: Team | None = None) -> frozenset[str]:
    """Everything that `person` is, in the company and in `team`; nothing at all while they are suspended."""
    if not person.is_active:
        return frozenset()
    if person.is_superuser:
        return frozenset({Installation.ADMINISTRATOR})
    if person.is_auditor:  # changes nothing in any team: auditors do not audit their own work
        return frozenset({Installation.AUDITOR})
    role = person.roles.get(team.pk) if team else None
    return frozenset({role} if role else ())


def _denial_reason(verb: str, person: User, team: Team | None = None) -> str:
    if not person.is_active:
        return _("Your account is suspended.")
    is_somebody = roles_of(person, team)
    if is_somebody & PERMISSIONS[verb]:
        return ""
    if team and not is_somebody:
        return str(DENIAL_MESSAGES["see"])
    if Installation.AUDITOR in is_somebody:
        return _("Auditors have read-only access.")
    return str(DENIAL_MESSAGES[verb])


def _denial_reason_now(verb: str, person: User, team: Team) -> str:
    """For what adds to a team or changes it."""
    return _denial_reason(verb, person, team) or (_("This team is archived.") if team.is_archived else "")


# ── What is in a team ────────────────────────────────────────────────────────────────────────────────────


def denial_reason_set_quota(person: User, team: Team) -> str:
    """Say how much the images of a team may take."""
    return _denial_reason("govern", person, team)


def denial_reason_view_team(person: User, team: Team) -> str:
    return _denial_reason("see", person, team)


def denial_reason_comment(person: User, thing: Owned) -> str:
    """Favourite, rate, comment."""
    return _denial_reason_change("comment", person, thing)


def denial_reason_flag(person: User, thing: Owned) -> str:
    """Ask the reviewers of its team to look at an image."""
    if not thing.team:
        return _("Share the image with a team first.")
    return denial_reason_comment(person, thing)


def denial_reason_delete_comment(person: User, comment: CommentLike) -> str:
    """One's own, and anybody's for a lead."""
    verb = "comment" if comment.author_id == person.pk else "manage"
    return _denial_reason_change(verb, person, comment.image)


def denial_reason_run_in(person: User, team: Team | None) -> str:
    """Make images in a team; everybody may privately (None), auditors too."""
    if team:
        return _denial_reason_now("run", person, team)
    return "" if person.is_active else _("Your account is suspended.")


def denial_reason_tag(person: User, thing: Owned) -> str:
    """Tag, put into a collection."""
    return _denial_reason_change("run", person, thing)


def denial_reason_share(person: User, thing: Owned, team: Team) -> str:
    """Give one's own private image to a team."""
    if thing.owner_id != person.pk:
        return _("Only the owner can share this.")
    return _denial_reason_now("run", person, team)


def denial_reason_modify(person: User, thing: Owned) -> str:
    """Cancel, run an unknown again, trash: one's own, and anybody's for a lead."""
    verb = "modify" if thing.owner_id == person.pk else "modify_any"
    return _denial_reason_change(verb, person, thing)


def denial_reason_give_up(person: User, thing: Owned) -> str:
    """Try again to save images that are made, or give up on them: in an archived team too, where nothing is added."""
    verb = "modify" if thing.owner_id == person.pk else "modify_any"
    return (
        _denial_reason(verb, person, thing.team) if thing.team else _denial_reason_change(verb, person, thing)
    )


def denial_reason_decide_outcome(person: User, thing: Owned) -> str:
    """Say whether a run of unknown outcome was billed: privately its owner, in a team its leads, also in an archived
    one; administrators everywhere."""
    if not _denial_reason("govern", person):
        return ""
    if thing.team:
        return _denial_reason("decide_outcome", person, thing.team)
    return _denial_reason_change("modify", person, thing)


def denial_reason_submit(person: User, thing: Owned) -> str:
    """Submit for review, and withdraw: one's own, and anybody's for a lead."""
    if not thing.team:
        return _("Share the image with a team first.")
    if not thing.team.has_review:
        return _("%(team)s has no review.") % {"team": thing.team}
    return denial_reason_modify(person, thing)


def denial_reason_decide_in(person: User, team: Team) -> str:
    """Decide on the work of others in a team."""
    return _denial_reason_now("decide", person, team)


def denial_reason_release(person: User, thing: Owned) -> str:
    """Get a copy with the AI label, of what is approved; in an archived team too, where nothing is added."""
    if not thing.team:
        return _("Share the image with a team first.")
    return _denial_reason("release", person, thing.team)


def denial_reason_download(person: User, team: Team | None, *, needs_review: bool = False) -> str:
    """Download files of a team without a release: nobody where it has the release gate, leads neither.

    `needs_review` is the run's, whose prompt met an input rule: in a team with a review, that blocks the download too.
    """
    if not person.is_active:
        return _("Your account is suspended.")
    if team and team.release_gate:
        return _("Images leave %(team)s only after approval, with “Download for release”.") % {"team": team}
    if team and team.has_review and needs_review:
        return _("An input rule asks for approval first. Then use “Download for release”.")
    return ""


def denial_reason_withdraw(person: User, thing: Owned) -> str:
    """Take back what is in review, also where the review has been turned off since."""
    return denial_reason_modify(person, thing)


def denial_reason_review(person: User, thing: Owned) -> str:
    """Approve or reject."""
    reason = _denial_reason_change("decide", person, thing)
    if not reason and thing.owner_id == person.pk:
        return _("You can’t decide on your own work.")
    return reason


def _denial_reason_change(verb: str, person: User, thing: Owned) -> str:
    if thing.team:
        return _denial_reason_now(verb, person, thing.team)
    if not person.is_active:
        return _("Your account is suspended.")
    return "" if thing.owner_id == person.pk else _("This is private.")


# ── The team itself ──────────────────────────────────────────────────────────────────────────────────────


def denial_reason_invite(person: User, team: Team) -> str:
    return _denial_reason_now("manage", person, team)


def denial_reason_edit_team(person: User, team: Team) -> str:
    """Name, picture, settings."""
    return _denial_reason_now("manage", person, team)


def denial_reason_edit_rules(person: User, team: Team | None) -> str:
    """Make and change input rules: a team's for its lead, the company's (None) for an administrator."""
    return _denial_reason_now("manage", person, team) if team else _denial_reason("govern", person)


def denial_reason_view_rules(person: User, team: Team | None) -> str:
    """Look at the list of rules: those who may change it, in an archived team too, and auditors."""
    if not _denial_reason("inspect", person):
        return ""
    return _denial_reason("manage", person, team) if team else _denial_reason("inspect", person)


def denial_reason_manage_members(person: User, team: Team) -> str:
    """Change roles and remove people; others see a plain list."""
    return _denial_reason_now("manage", person, team)


def denial_reason_join_team(person: User, team: Team) -> str:
    """Become its lead without an invitation: administrators, who can give themselves any role anyway."""
    if reason := _denial_reason_now("govern", person, team):
        return reason
    return _("You are already in this team.") if team.pk in person.roles else ""


def denial_reason_archive(person: User, team: Team) -> str:
    """Archive, and bring back."""
    return _denial_reason("manage", person, team)


def denial_reason_set_role(person: User, membership: Membership, role: str = "") -> str:
    """Give a member another role; without `role` whether any other may be given."""
    if reason := _denial_reason_now("manage", person, membership.team):
        return reason
    return "" if role == LEAD else _denial_reason_last_lead(person, membership)


def denial_reason_remove_member(person: User, membership: Membership) -> str:
    """Remove a member, or leave: anyone may leave, also an archived team."""
    reason = "" if membership.user_id == person.pk else _denial_reason("manage", person, membership.team)
    return reason or _denial_reason_last_lead(person, membership)


def _denial_reason_last_lead(person: User, membership: Membership) -> str:
    team = membership.team
    if membership.role != LEAD or team.is_archived or person.is_administrator:
        return ""
    if team.leads().exclude(pk=membership.pk).exists():
        return ""
    return _("A team needs at least one lead. Make someone else a lead first.")


# ── Access keys ──────────────────────────────────────────────────────────────────────────────────────────


def denial_reason_create_key(person: User, team: Team | None, scopes: Collection[str]) -> str:
    """Make a key that acts in a team, or privately (None): it may do nothing there that its owner may not."""
    if person.access_keys.kept().count() >= MOST_KEYS:
        return _("You have %(most)d access keys. Revoke one first.") % {"most": MOST_KEYS}
    if team and Scope.GENERATE not in scopes:
        return _denial_reason("see", person, team)
    return denial_reason_run_in(person, team)


def denial_reason_view_keys(person: User, team: Team) -> str:
    """Look at the keys of everybody in a team."""
    return "" if not _denial_reason("inspect", person) else _denial_reason("manage", person, team)


def denial_reason_manage_key(person: User, key: AccessKey) -> str:
    """Change its name and limits, or revoke it: one's own, a lead those of the team, an administrator any."""
    if key.owner_id == person.pk and person.is_active:
        return ""
    return _denial_reason("manage", person, key.team) if key.team else _denial_reason("govern", person)


# ── Webhooks ─────────────────────────────────────────────────────────────────────────────────────────────


def denial_reason_view_webhooks(person: User, team: Team) -> str:
    """Look at a team's webhooks and their log; those of a key are its owner's alone."""
    return "" if not _denial_reason("inspect", person) else _denial_reason("manage", person, team)


def denial_reason_edit_webhooks(person: User, place: Team | AccessKey) -> str:
    """Add, change, test and delete those of a team, or of one's own access key."""
    if isinstance(place, Team):
        return _denial_reason_now("manage", person, place)
    if not person.is_active:
        return _("Your account is suspended.")
    if place.owner_id != person.pk:
        return _("Only the owner of the access key can do this.")
    return _("This access key was revoked.") if place.revoked_at else ""


# ── The company ──────────────────────────────────────────────────────────────────────────────────────────


def denial_reason_hide(person: User, thing: Owned) -> str:
    """Hide an image of a team from everybody but administrators, and bring it back."""
    return _denial_reason("govern", person) or ("" if thing.team else _("This is private."))


def denial_reason_create_team(person: User) -> str:
    return _denial_reason("govern", person)


def denial_reason_inspect(person: User) -> str:
    """Look at the pages of administration, people among them."""
    return _denial_reason("inspect", person)


def denial_reason_administer(person: User) -> str:
    """Invite people, end their sessions, remove a suspension."""
    return _denial_reason("govern", person)


def denial_reason_reset_password(person: User, other: User) -> str:
    """Create a link with which another person chooses a new password."""
    if reason := _denial_reason("govern", person):
        return reason
    return "" if other.is_active else _("This person is suspended. Unsuspend them first.")


def denial_reason_suspend(person: User, other: User) -> str:
    if reason := _denial_reason("govern", person):
        return reason
    if other.pk != person.pk:
        return ""
    others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=person.pk)
    return _("You can’t suspend yourself.") if others.exists() else _("You are the only administrator.")
