"""Creates, edits, archives and restores teams."""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils.text import slugify

from studio.accounts.locking import lock_team, reload_user
from studio.accounts.models import Team, User
from studio.accounts.permissions import (
    denial_reason_archive,
    denial_reason_create_team,
    denial_reason_edit_team,
    denial_reason_set_quota,
    require,
)
from studio.accounts.teams import avatar
from studio.audit.actions import Action
from studio.audit.record import record


def create_team(name: str, *, by: User) -> Team:
    """Creates a team without members; its slug comes from the name, and stays when the name changes."""
    require(denial_reason_create_team(reload_user(by)))
    base = slugify(name)[:40].strip("-") or "team"  # for names without Latin letters
    number = 1
    while True:
        slug = base if number == 1 else f"{base}-{number}"
        try:
            with transaction.atomic():
                team = Team.objects.create(name=name, slug=slug)
                record(Action.TEAM_CREATED, actor=by, target=team, team=team)
                return team
        except IntegrityError:
            number += 1


@transaction.atomic
def edit_team(team: Team, *, name: str, watermark_default: bool, by: User) -> None:
    team = lock_team(team)
    require(denial_reason_edit_team(reload_user(by), team))
    _change(team, Action.TEAM_EDITED, {"name": name, "watermark_default": watermark_default}, by)


@transaction.atomic
def set_review(team: Team, *, approvals: int, release_gate: bool, visible_label: bool, by: User) -> None:
    """Sets the approvals, the release gate and the visible label. Images in review keep their needed approvals."""
    team = lock_team(team)
    require(denial_reason_edit_team(reload_user(by), team))
    values = {"approvals": approvals, "release_gate": release_gate, "visible_label": visible_label}
    _change(team, Action.REVIEW_SETTINGS_CHANGED, values, by)


@transaction.atomic
def set_quota(team: Team, gigabytes: int | None, *, by: User) -> None:
    """Sets the team's storage quota: 0 is no limit, None the studio's default. Raises Forbidden."""
    team = lock_team(team)
    require(denial_reason_set_quota(reload_user(by), team))
    _change(team, Action.TEAM_EDITED, {"storage_gb": gigabytes}, by)


def _change(team: Team, action: Action, values: dict[str, Any], by: User) -> None:
    """Writes and records the values that differ from the locked row, if any."""
    after = {name: value for name, value in values.items() if getattr(team, name) != value}
    if after:
        before = {name: getattr(team, name) for name in after}
        Team.objects.filter(pk=team.pk).update(**after)
        record(action, actor=by, target=team, team=team, before=before, after=after)


def set_picture(team: Team, data: bytes | None, *, by: User) -> None:
    """Sets a re-encoded picture, or None for no picture. Deletes the old file, or the new one if the update fails."""
    require(denial_reason_edit_team(reload_user(by), team))
    name = avatar.store(data) if data else ""
    try:
        with transaction.atomic():
            team = lock_team(team)
            require(denial_reason_edit_team(reload_user(by), team))
            before = team.picture
            _change(team, Action.TEAM_EDITED, {"picture": name}, by)
    except Exception:
        avatar.delete(name)
        raise
    avatar.delete(before)


@transaction.atomic
def archive(team: Team, *, by: User) -> None:
    """Makes a team read-only; its images stay visible to the same people."""
    team = lock_team(team)
    require(denial_reason_archive(reload_user(by), team))
    if Team.objects.filter(pk=team.pk, archived_at=None).update(archived_at=Now()):
        record(Action.TEAM_ARCHIVED, actor=by, target=team, team=team)
    team.invitations.pending().update(revoked_at=Now(), revoked_by=by)


@transaction.atomic
def restore(team: Team, *, by: User) -> None:
    team = lock_team(team)
    require(denial_reason_archive(reload_user(by), team))
    if Team.objects.filter(pk=team.pk, archived_at__isnull=False).update(archived_at=None):
        record(Action.TEAM_RESTORED, actor=by, target=team, team=team)
