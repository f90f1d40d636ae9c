"""The teams in which somebody reviews."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q

from studio.accounts.models import Team, User
from studio.accounts.permissions import PERMISSIONS
from studio.generations.models import Image
from studio.generations.states import ReviewState


def review_teams(viewer: User) -> list[Team]:
    """The teams whose images this person may decide on, by name: those with a review, and those that turned it off
    while images were in review, until these are decided."""
    if viewer.is_auditor or not viewer.is_active:
        return []
    if viewer.is_administrator:
        waiting = Image.objects.filter(team=OuterRef("pk"), review=ReviewState.SUBMITTED)
        return list(Team.objects.active().filter(Q(approvals__gt=0) | Exists(waiting)).order_by("name"))
    reviewed_teams = [one.team for one in viewer.team_memberships if one.role in PERMISSIONS["decide"]]
    living = [team for team in reviewed_teams if not team.is_archived]
    with_open_reviews = _still_waiting([team.pk for team in living if not team.has_review])
    return [team for team in living if team.has_review or team.pk in with_open_reviews]


def _still_waiting(teams: Sequence[int]) -> set[int]:
    if not teams:
        return set()
    waiting = Image.objects.filter(team__in=teams, review=ReviewState.SUBMITTED).order_by()
    return set(waiting.values_list("team", flat=True).distinct())
