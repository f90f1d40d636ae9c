"""Shares private images with a team, and unshares them.

A shared image is in the team's gallery with its prompt and settings; its run and the run's other images stay private.
Both actions are idempotent.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models.functions import Now
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from studio.accounts.locking import lock_team, lock_teams, lock_users, reload_user
from studio.accounts.models import Team, User
from studio.accounts.permissions import (
    denial_reason_modify,
    denial_reason_run_in,
    denial_reason_share,
    require,
)
from studio.generations.models import Image
from studio.generations.states import ReviewState
from studio.infra import pubsub

MOST = 1_000
"""Images in one transaction; more are handled in batches by a background job."""


KEPT_BY_REVIEW: dict[str, str | Promise] = {
    ReviewState.SUBMITTED: gettext_lazy("This image is in review. Withdraw it first."),
    ReviewState.APPROVED: gettext_lazy(
        "This image is approved and stays with the team. Ask a reviewer to reopen the review first."
    ),
    ReviewState.RELEASED: gettext_lazy("This image was released and stays with the team."),
}
"""A decision of one team does not apply in another."""


@dataclass(slots=True, kw_only=True)
class ShareResult:
    """The result for the named images."""

    changed: list[Image] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    """How many by reason. Missing and invisible images have the same reason."""


def denial_reason_share_with(person: User, image: Image, team: Team) -> str:
    """Why this person cannot share this image with this team; empty when they can, or when it is shared already."""
    if image.generation.team_id:
        return _("Created in %(team)s and belongs to the team.") % {"team": image.team}
    if reason := denial_reason_share(person, image, team):
        return reason
    if image.team_id and image.team_id != team.pk:
        return _("Already shared with %(team)s. Unshare it first.") % {"team": image.team}
    return ""


def denial_reason_without_team(teams: Sequence[object]) -> str:
    """Why somebody with these teams can share nothing at all; empty when they have a team."""
    if teams:
        return ""
    return _("You are not in a team yet. Ask a team lead or an administrator to invite you.")


def denial_reason_unshare(person: User, image: Image) -> str:
    """Why this person cannot unshare this image; empty when they can: its owner, whatever their role in the team is
    now, or a lead."""
    if image.generation.team_id:
        return _("Created in %(team)s and belongs to the team.") % {"team": image.team}
    if not image.team_id:
        return "" if image.owner_id == person.pk else _("No longer available.")
    if reason := KEPT_BY_REVIEW.get(image.review):
        return str(reason)
    if image.owner_id == person.pk:
        return "" if person.is_active else _("Your account is suspended.")
    if image.owner.deleted_at:
        return _("The owner deleted their account. The image stays with the team.")
    return denial_reason_modify(person, image)


@transaction.atomic
def share(images: Iterable[int], team: Team, *, by: User) -> ShareResult:
    """Shares the permitted ones of the images (by id); raises Forbidden when `by` may share nothing with the team."""
    team = lock_team(team)
    lock_users([by.pk])
    by = reload_user(by)
    require(denial_reason_run_in(by, team))
    outcome = ShareResult()
    allowed: list[Image] = []
    for image in _lock_images(images, by, outcome):
        if reason := denial_reason_share_with(by, image, team):
            outcome.refused[reason] += 1
        elif image.team_id is None:
            allowed.append(image)
    Image.objects.filter(pk__in=[image.pk for image in allowed]).update(
        team=team, shared_at=Now(), shared_by=by, updated=Now()
    )
    outcome.changed = allowed
    _publish(allowed, team.pk)
    return outcome


@transaction.atomic
def unshare(images: Iterable[int], *, by: User) -> ShareResult:
    """Makes the permitted ones of the images (by id) private to their owners again."""
    wanted = _first(images)
    there = Image.objects.filter(pk__in=wanted)
    teams = set(there.exclude(team=None).values_list("team", flat=True))
    lock_teams(teams)
    lock_users([by.pk, *there.values_list("owner", flat=True)])
    by = reload_user(by)
    outcome = ShareResult()
    for image in _lock_images(wanted, by, outcome):
        if reason := denial_reason_unshare(by, image):
            outcome.refused[reason] += 1
        elif image.team_id:
            outcome.changed.append(image)
    Image.objects.filter(pk__in=[image.pk for image in outcome.changed]).update(
        team=None, shared_at=None, shared_by=None, updated=Now()
    )
    _publish(outcome.changed)
    return outcome


def _first(images: Iterable[int]) -> list[int]:
    return list(dict.fromkeys(images))[:MOST]


def _lock_images(images: Iterable[int], by: User, outcome: ShareResult) -> list[Image]:
    """The stored images that `by` may see, locked until the transaction ends; the rest are refused as unavailable."""
    wanted = _first(images)
    seen = Image.objects.visible_to(by).stored().filter(pk__in=wanted)
    found = list(
        seen.select_related("owner", "team", "generation").select_for_update(of=("self",)).order_by("pk")
    )
    if missing := len(wanted) - len(found):
        outcome.refused[_("No longer available.")] = missing
    return found


def _publish(images: list[Image], new_team: int | None = None) -> None:
    """Notifies the open pages of the owners and of the old and new teams, once each."""
    for (owner, team), run in {(one.owner_id, one.team_id): one.generation_id for one in images}.items():
        pubsub.publish(run=run, owner=owner, team=new_team or team)
