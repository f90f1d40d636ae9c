"""An image's owner and team, and what its page may show of its run."""

from typing import Any

from django.utils.translation import gettext as _

from studio.accounts.models import Team, User
from studio.accounts.permissions import denial_reason_run_in
from studio.gallery.curation.sharing import (
    denial_reason_share_with,
    denial_reason_unshare,
    denial_reason_without_team,
)
from studio.gallery.scope import galleries
from studio.generations.models import Image


def ownership(image: Image, viewer: User) -> dict[str, Any]:
    """Whether the viewer can share or unshare the image, and what they may see of its run.

    A private run stays private when one image of it is shared: no link, no numbers, none of its other images.
    """
    run = image.generation
    teams = [] if image.team_id else galleries(viewer)
    siblings = Image.objects.visible_to(viewer).stored().filter(generation=run).order_by("index")
    return {
        "siblings": list(siblings),
        # A run made in a team is visible to everybody who may see its images.
        "shows_run": run.owner_id == viewer.pk or run.team_id is not None,
        "share_refused": _denial_reason_share(image, viewer, teams),
        "choices": [(team, denial_reason_run_in(viewer, team)) for team in teams],
        "unshare_refused": denial_reason_unshare(viewer, image) if image.shared_at else None,
    }


def _denial_reason_share(image: Image, viewer: User, teams: list[Team]) -> str:
    """Why the viewer can share it with none of their teams; empty when with at least one."""
    if image.team_id:
        return _("Already in %(team)s.") % {"team": image.team}
    if reason := denial_reason_without_team(teams):
        return reason
    reasons = [denial_reason_share_with(viewer, image, team) for team in teams]
    return reasons[0] if all(reasons) else ""
