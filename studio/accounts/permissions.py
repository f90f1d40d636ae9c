"""Permissions: who may do what.

`PERMISSIONS` is the table. Each `denial_reason_…` returns why a person may not do something, in their language, or ""
when they may: the action refuses with it, and the page shows it on the disabled control.
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
    """The person may view this but not do it; the message says why. Results in 403."""


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
CREATORS: frozenset[str] = frozenset({DESIGNER, REVIEWER, LEAD, ADMINISTRATOR})
LEADERS: frozenset[str] = frozenset({LEAD, ADMINISTRATOR})
MAX_KEYS = 50
"""Access keys per person, including expired ones."""

PERMISSIONS: dict[str, frozenset[str]] = {
    "see": frozenset({VIEWER, *CREATORS, Installation.AUDITOR}),
    "comment": frozenset({VIEWER, *CREATORS}),  # also favourite, rate, flag
    "run": CREATORS,  # also tag, add to collections, share one's own
    "modify": CREATORS,  # one's own: cancel, rerun after an unknown outcome, trash
    "modify_any": LEADERS,
    "decide": frozenset({REVIEWER, LEAD, ADMINISTRATOR}),  # approve, reject; never one's own work
    "release": CREATORS,
    "decide_outcome": LEADERS,  # whether a run of unknown outcome was billed
    "manage": LEADERS,  # members, settings
    "govern": frozenset({ADMINISTRATOR}),  # people, creating teams
    "inspect": frozenset({ADMINISTRATOR, Installation.AUDITOR}),  # read-only access to the same pages
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
    """All roles of `person`, studio-wide and in `team`; none while they are suspended."""
    if not person.is_active:
        return frozenset()
    if person.is_superuser:
        return frozenset({Installation.ADMINISTRATOR})
    if person.is_auditor:  # read-only in every team: auditors must not audit their own work
        return frozenset({Installation.AUDITOR})
    role = person.roles.get(team.pk) if team else None
    return frozenset({role} if role else ())


def _denial_reason(verb: str, person: User, team: Team | None = None) -> str:
    if not person.is_active:
        return _("Your account is suspended.")
    roles = roles_of(person, team)
    if roles & PERMISSIONS[verb]:
        return ""
    if team and not roles:
        return str(DENIAL_MESSAGES["see"])
    if Installation.AUDITOR in roles:
        return _("Auditors have read-only access.")
    return str(DENIAL_MESSAGES[verb])


def _denial_reason_in_active_team(verb: str, person: User, team: Team) -> str:
    """For actions that change a team: it must not be archived."""
    return _denial_reason(verb, person, team) or (_("This team is archived.") if team.is_archived else "")


# ── Runs, images and comments ────────────────────────────────────────────────────────────────────────────


def denial_reason_set_quota(person: User, team: Team) -> str:
    """Set the storage quota of a team."""
    return _denial_reason("govern", person, team)


def denial_reason_view_team(person: User, team: Team) -> str:
    return _denial_reason("see", person, team)


def denial_reason_comment(person: User, obj: Owned) -> str:
    """Favourite, rate, comment."""
    return _denial_reason_for_object("comment", person, obj)


def denial_reason_flag(person: User, obj: Owned) -> str:
    """Ask the reviewers of its team to look at an image."""
    if not obj.team:
        return _("Share the image with a team first.")
    return denial_reason_comment(person, obj)


def denial_reason_delete_comment(person: User, comment: CommentLike) -> str:
    """One's own comments; leads may delete any."""
    verb = "comment" if comment.author_id == person.pk else "manage"
    return _denial_reason_for_object(verb, person, comment.image)


def denial_reason_run_in(person: User, team: Team | None) -> str:
    """Create images in a team; everybody, even an auditor, may do so privately (None)."""
    if team:
        return _denial_reason_in_active_team("run", person, team)
    return "" if person.is_active else _("Your account is suspended.")


def denial_reason_tag(person: User, obj: Owned) -> str:
    """Tag, add to a collection."""
    return _denial_reason_for_object("run", person, obj)


def denial_reason_share(person: User, obj: Owned, team: Team) -> str:
    """Share one's own private image with a team."""
    if obj.owner_id != person.pk:
        return _("Only the owner can share this.")
    return _denial_reason_in_active_team("run", person, team)


def denial_reason_modify(person: User, obj: Owned) -> str:
    """Cancel, rerun after an unknown outcome, trash: one's own; leads may modify any."""
    verb = "modify" if obj.owner_id == person.pk else "modify_any"
    return _denial_reason_for_object(verb, person, obj)


def denial_reason_give_up(person: User, obj: Owned) -> str:
    """Retry saving images that were generated, or give up on them; also in an archived team, since nothing is added."""
    verb = "modify" if obj.owner_id == person.pk else "modify_any"
    return (
        _denial_reason(verb, person, obj.team) if obj.team else _denial_reason_for_object(verb, person, obj)
    )


def denial_reason_decide_outcome(person: User, obj: Owned) -> str:
    """Decide whether a run of unknown outcome was billed: the owner of a private run, the leads of a team (even an
    archived one), administrators everywhere."""
    if not _denial_reason("govern", person):
        return ""
    if obj.team:
        return _denial_reason("decide_outcome", person, obj.team)
    return _denial_reason_for_object("modify", person, obj)


def denial_reason_submit(person: User, obj: Owned) -> str:
    """Submit for review: one's own; leads may submit any."""
    if not obj.team:
        return _("Share the image with a team first.")
    if not obj.team.has_review:
        return _("%(team)s has no review.") % {"team": obj.team}
    return denial_reason_modify(person, obj)


def denial_reason_decide_in(person: User, team: Team) -> str:
    """Review other people's work in a team."""
    return _denial_reason_in_active_team("decide", person, team)


def denial_reason_release(person: User, obj: Owned) -> str:
    """Download a released copy with the AI label; also in an archived team, since nothing is added."""
    if not obj.team:
        return _("Share the image with a team first.")
    return _denial_reason("release", person, obj.team)


def denial_reason_download(person: User, team: Team | None, *, needs_review: bool = False) -> str:
    """Download files of a team without a release: with the release gate nobody may, not even leads.

    `needs_review` is that of the run, set when its prompt matched an input rule: in a team with a review, this blocks
    the download too.
    """
    if not person.is_active:
        return _("Your account is suspended.")
    if team and team.release_gate:
        return _("Images leave %(team)s only after approval, with “Download for release”.") % {"team": team}
    if team and team.has_review and needs_review:
        return _("An input rule asks for approval first. Then use “Download for release”.")
    return ""


def denial_reason_withdraw(person: User, obj: Owned) -> str:
    """Withdraw from review, even if the team's review has been turned off since."""
    return denial_reason_modify(person, obj)


def denial_reason_review(person: User, obj: Owned) -> str:
    """Approve or reject."""
    reason = _denial_reason_for_object("decide", person, obj)
    if not reason and obj.owner_id == person.pk:
        return _("You can’t decide on your own work.")
    return reason


def _denial_reason_for_object(verb: str, person: User, obj: Owned) -> str:
    if obj.team:
        return _denial_reason_in_active_team(verb, person, obj.team)
    if not person.is_active:
        return _("Your account is suspended.")
    return "" if obj.owner_id == person.pk else _("This is private.")


# ── The team itself ──────────────────────────────────────────────────────────────────────────────────────


def denial_reason_invite(person: User, team: Team) -> str:
    return _denial_reason_in_active_team("manage", person, team)


def denial_reason_edit_team(person: User, team: Team) -> str:
    """Name, picture, settings."""
    return _denial_reason_in_active_team("manage", person, team)


def denial_reason_edit_rules(person: User, team: Team | None) -> str:
    """Create and change input rules: leads those of their team, administrators those of the company (None)."""
    return _denial_reason_in_active_team("manage", person, team) if team else _denial_reason("govern", person)


def denial_reason_view_rules(person: User, team: Team | None) -> str:
    """View the list of rules: those who may change it (also in an archived team), and auditors."""
    if not _denial_reason("inspect", person):
        return ""
    return _denial_reason("manage", person, team) if team else _denial_reason("inspect", person)


def denial_reason_manage_members(person: User, team: Team) -> str:
    """Change roles and remove members."""
    return _denial_reason_in_active_team("manage", person, team)


def denial_reason_join_team(person: User, team: Team) -> str:
    """Join as a lead without an invitation: only administrators, who can give themselves any role anyway."""
    if reason := _denial_reason_in_active_team("govern", person, team):
        return reason
    return _("You are already in this team.") if team.pk in person.roles else ""


def denial_reason_archive(person: User, team: Team) -> str:
    """Archive and restore."""
    return _denial_reason("manage", person, team)


def denial_reason_set_role(person: User, membership: Membership, role: str = "") -> str:
    """Change a member's role; without `role`, whether it may be changed at all."""
    if reason := _denial_reason_in_active_team("manage", person, membership.team):
        return reason
    return "" if role == LEAD else _denial_reason_last_lead(person, membership)


def denial_reason_remove_member(person: User, membership: Membership) -> str:
    """Remove a member, or leave; anyone may leave, even an archived team."""
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
    """Create a key for a team, or a private one (None); a key never has more permissions than its owner."""
    if person.access_keys.unrevoked().count() >= MAX_KEYS:
        return _("You have %(most)d access keys. Revoke one first.") % {"most": MAX_KEYS}
    if team and Scope.GENERATE not in scopes:
        return _denial_reason("see", person, team)
    return denial_reason_run_in(person, team)


def denial_reason_view_keys(person: User, team: Team) -> str:
    """View all members' keys of a team."""
    return "" if not _denial_reason("inspect", person) else _denial_reason("manage", person, team)


def denial_reason_manage_key(person: User, key: AccessKey) -> str:
    """Edit or revoke a key: one's own; leads those of the team, administrators any."""
    if key.owner_id == person.pk and person.is_active:
        return ""
    return _denial_reason("manage", person, key.team) if key.team else _denial_reason("govern", person)


# ── Webhooks ─────────────────────────────────────────────────────────────────────────────────────────────


def denial_reason_view_webhooks(person: User, team: Team) -> str:
    """View a team's webhooks and their log. Only its owner sees the webhooks of a key."""
    return "" if not _denial_reason("inspect", person) else _denial_reason("manage", person, team)


def denial_reason_edit_webhooks(person: User, place: Team | AccessKey) -> str:
    """Add, change, test and delete webhooks of a team, or of one's own access key."""
    if isinstance(place, Team):
        return _denial_reason_in_active_team("manage", person, place)
    if not person.is_active:
        return _("Your account is suspended.")
    if place.owner_id != person.pk:
        return _("Only the owner of the access key can do this.")
    return _("This access key was revoked.") if place.revoked_at else ""


# ── Administration ───────────────────────────────────────────────────────────────────────────────────────


def denial_reason_hide(person: User, obj: Owned) -> str:
    """Hide a team's image from everybody but administrators, and unhide it."""
    return _denial_reason("govern", person) or ("" if obj.team else _("This is private."))


def denial_reason_create_team(person: User) -> str:
    return _denial_reason("govern", person)


def denial_reason_inspect(person: User) -> str:
    """View the administration pages, including people."""
    return _denial_reason("inspect", person)


def denial_reason_administer(person: User) -> str:
    """Act in administration: invite people, change settings, end sessions, unsuspend."""
    return _denial_reason("govern", person)


def denial_reason_reset_password(person: User, other: User) -> str:
    """Create a password reset link for another person."""
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
