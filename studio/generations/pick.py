"""The images among which a person chooses references: their own and their teams', by keyset."""

from dataclasses import dataclass

from studio.accounts.models import User
from studio.generations.models import Image

PAGE = 30  # images


@dataclass(frozen=True, slots=True, kw_only=True)
class Choosable:
    """Images newest first, and where the next page begins."""

    images: list[Image]
    before: int | None
    """The id to continue before; None on the last page."""


def choosable(user: User, *, before: int | None = None) -> Choosable:
    """One page. Mine and my teams' are read by an index each, and then merged."""
    stored = Image.objects.stored().order_by("-id")
    if before:
        stored = stored.filter(id__lt=before)
    mine = stored.owned_by(user).values_list("pk", flat=True)[: PAGE + 1]
    teams = user.memberships.values_list("team", flat=True)
    ids = set(mine)
    for team in teams:
        ids.update(stored.filter(team=team).values_list("pk", flat=True)[: PAGE + 1])
    newest = sorted(ids, reverse=True)[: PAGE + 1]
    found = Image.objects.select_related("generation").in_bulk(newest[:PAGE])
    return Choosable(
        images=[found[pk] for pk in newest[:PAGE]],
        before=newest[PAGE - 1] if len(newest) > PAGE else None,
    )
