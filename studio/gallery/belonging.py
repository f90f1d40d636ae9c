"""Whose an image is, and what its page may tell of the run that made it."""

from typing import Any

from django.utils.translation import gettext as _

from studio.accounts.models import Team, User
from studio.accounts.permissions import why_not_run_in
from studio.gallery.places import galleries
from studio.gallery.sharing import why_not_share_with, why_not_unshare
from studio.generations.models import Image


def belonging(image: Image, viewer: User) -> dict[str, Any]:
    """Who shared it where, what its page's reader may do about it, and what they may see of its run.

    A private run stays private when one image of it is shared: no link, no numbers of it, no image beside.
    """
    run = image.generation
    teams = [] if image.team_id else galleries(viewer)
    beside = Image.objects.visible_to(viewer).stored().filter(generation=run).order_by("index")
    return {
        "siblings": list(beside),
        # Of what was made in a team, the run may be seen with the image.
        "shows_run": run.owner_id == viewer.pk or run.team_id is not None,
        "share_refused": _why_not_share(image, viewer, teams),
        "choices": [(team, why_not_run_in(viewer, team)) for team in teams],
        "take_back_refused": why_not_unshare(viewer, image) if image.shared_at else None,
    }


def _why_not_share(image: Image, viewer: User, teams: list[Team]) -> str:
    """Why the viewer can share it with none of their teams; empty when with at least one."""
    if image.team_id:
        return _("It is with %(team)s already.") % {"team": image.team}
    reasons = [why_not_share_with(viewer, image, team) for team in teams]
    if not reasons:
        return _("You are in no team yet. A lead or an administrator invites you.")
    return reasons[0] if all(reasons) else ""
