"""Private images are shared with a team, and taken back.

What is shared lies in the team's gallery with all that was asked for it; its run and the run's other images stay
private. Both actions may be repeated: what is so already is not done again.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from studio.accounts.models import Team, User
from studio.accounts.permissions import why_not_run_in, why_not_share, why_not_take_back
from studio.accounts.teams import allow, fresh, held
from studio.engine import bell
from studio.generations.models import Image

MOST = 1_000
"""Images in one transaction; of more the engine makes several."""


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What became of the images that were named."""

    at: datetime | None = None
    """When they were shared: the same moment for all of one click, by which it can be undone."""
    changed: list[Image] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    """How many by reason. What is not there, or not to be seen, has one reason for both."""


def why_not_share_with(person: User, image: Image, team: Team) -> str:
    """Why this image cannot be shared with this team by this person; empty when it can, or is already."""
    if image.generation.team_id:
        return _("It was made in %(team)s and belongs there.") % {"team": image.team}
    if reason := why_not_share(person, image, team):
        return reason
    if image.team_id and image.team_id != team.pk:
        return _("It is shared with %(team)s. Take it back first.") % {"team": image.team}
    return ""


def why_not_unshare(person: User, image: Image) -> str:
    """The owner takes back what they shared, whatever they are in the team by now; a lead sends it back to them."""
    if image.generation.team_id:
        return _("It was made in %(team)s and belongs there.") % {"team": image.team}
    if not image.team_id:
        return "" if image.owner_id == person.pk else _("It is no longer there.")
    if image.owner_id == person.pk:
        return "" if person.is_active else _("Your account is suspended.")
    if image.owner.deleted_at:
        return _("Its owner has left. It stays with the team.")
    return why_not_take_back(person, image)


@transaction.atomic
def share(images: Iterable[int], team: Team, *, by: User) -> Outcome:
    """Shares those of the images (by id) that may be; raises Forbidden when `by` may share nothing with the team."""
    team = held(team)
    _hold_people([by.pk])
    by = fresh(by)
    allow(why_not_run_in(by, team))
    outcome = Outcome()
    fit: list[Image] = []
    for image in _held(images, by, outcome):
        if reason := why_not_share_with(by, image, team):
            outcome.refused[reason] += 1
        elif image.team_id is None:
            fit.append(image)
    rows = Image.objects.filter(pk__in=[image.pk for image in fit])
    rows.update(team=team, shared_at=Now(), shared_by=by, updated=Now())
    outcome.at = rows.values_list("shared_at", flat=True).first()
    outcome.changed = fit
    _ring(fit, team.pk)
    return outcome


@transaction.atomic
def take_back(images: Iterable[int], *, by: User) -> Outcome:
    """Returns those of the images (by id) that may be to their owners alone."""
    wanted = _first(images)
    there = Image.objects.filter(pk__in=wanted)
    teams = set(there.exclude(team=None).values_list("team", flat=True))
    list(Team.objects.filter(pk__in=teams).select_for_update().order_by("pk").values_list("pk"))
    _hold_people([by.pk, *there.values_list("owner", flat=True)])
    by = fresh(by)
    outcome = Outcome()
    for image in _held(wanted, by, outcome):
        if reason := why_not_unshare(by, image):
            outcome.refused[reason] += 1
        elif image.team_id:
            outcome.changed.append(image)
    Image.objects.filter(pk__in=[image.pk for image in outcome.changed]).update(
        team=None, shared_at=None, shared_by=None, updated=Now()
    )
    _ring(outcome.changed)
    return outcome


def shared_at(moment: datetime, *, by: User) -> list[int]:
    """The images that one click shared and that still are."""
    return list(Image.objects.filter(owner=by, shared_by=by, shared_at=moment).values_list("pk", flat=True))


def _first(images: Iterable[int]) -> list[int]:
    return list(dict.fromkeys(images))[:MOST]


def _hold_people(people: Iterable[int]) -> None:
    """Nobody's account is deleted in the middle. Teams are held before people, people before images."""
    rows = User.objects.filter(pk__in=people).select_for_update(no_key=True).order_by("pk")
    list(rows.values_list("pk"))


def _held(images: Iterable[int], by: User, outcome: Outcome) -> list[Image]:
    """The stored ones that `by` may see, held until the transaction ends; the rest is noted as not there."""
    wanted = _first(images)
    seen = Image.objects.visible_to(by).stored().filter(pk__in=wanted)
    found = list(
        seen.select_related("owner", "team", "generation").select_for_update(of=("self",)).order_by("pk")
    )
    if missing := len(wanted) - len(found):
        outcome.refused[_("It is no longer there.")] = missing
    return found


def _ring(images: list[Image], new_team: int | None = None) -> None:
    """Wakes the pages of the owners, of the teams that had the images, and of the one that has them now: once each."""
    for (owner, team), run in {(one.owner_id, one.team_id): one.generation_id for one in images}.items():
        bell.ring(run=run, owner=owner, team=new_team or team)
