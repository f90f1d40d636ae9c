"""In which teams somebody reviews."""

from studio.accounts.models import Team, User
from studio.accounts.permissions import PERMISSIONS


def review_teams(viewer: User) -> list[Team]:
    """The teams with a review whose images this person may decide on."""
    teams = Team.objects.living().filter(approvals__gt=0).order_by("name")
    if viewer.is_administrator:
        return list(teams)
    if viewer.is_auditor or not viewer.is_active:
        return []
    decides = [team for team, role in viewer.roles.items() if role in PERMISSIONS["decide"]]
    return list(teams.filter(pk__in=decides)) if decides else []
