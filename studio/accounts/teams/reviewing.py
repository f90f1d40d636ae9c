"""In which teams somebody reviews."""

from studio.accounts.models import Team, User
from studio.accounts.permissions import PERMISSIONS


def review_teams(viewer: User) -> list[Team]:
    """The teams with a review whose images this person may decide on, by name."""
    if viewer.is_administrator:
        return list(Team.objects.living().filter(approvals__gt=0).order_by("name"))
    if viewer.is_auditor or not viewer.is_active:
        return []
    decides = [one.team for one in viewer.team_memberships if one.role in PERMISSIONS["decide"]]
    return [team for team in decides if team.has_review and not team.is_archived]
