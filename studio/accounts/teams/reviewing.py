"""In which teams somebody reviews."""

from studio.accounts.models import Team, User
from studio.accounts.permissions import PERMISSIONS


def review_teams(viewer: User) -> list[Team]:
    """The teams with a review whose images this person may decide on, by name."""
    if viewer.is_administrator:
        return list(Team.objects.living().filter(approvals__gt=0).order_by("name"))
    if viewer.is_auditor or not viewer.is_active:
        return []
    memberships = list(viewer.memberships.select_related("team").order_by("team__name"))
    viewer.__dict__["roles"] = {one.team_id: one.role for one in memberships}  # read once for each request
    decides = [one.team for one in memberships if one.role in PERMISSIONS["decide"]]
    return [team for team in decides if team.has_review and not team.is_archived]
