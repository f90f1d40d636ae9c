"""Locks the images that a form changes and checks permissions; refused images are counted by reason."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from studio.accounts.locking import lock_users, reload_user
from studio.accounts.models import Team, User
from studio.accounts.permissions import Owned
from studio.generations.models import Image
from studio.generations.models.image import ImageQuerySet
from studio.generations.states import SlotState
from studio.infra import pubsub


@dataclass(slots=True)
class LockedImage:
    """The fields of an image that a permission check needs."""

    pk: int
    owner_id: int
    team: Team | None
    run: int

    @property
    def gallery(self) -> tuple[int, int | None]:
        """Owner and team, which is all that permissions and pub/sub need."""
        return self.owner_id, self.team.pk if self.team else None


@dataclass(slots=True, kw_only=True)
class BulkResult:
    """The result of an action; `seen` is how many images it could see."""

    seen: int = 0
    changed: list[int] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    """How many by reason."""


def lock_images(
    images: ImageQuerySet, *, by: User, state: SlotState = SlotState.STORED, with_teams: bool = False
) -> tuple[User, list[LockedImage]]:
    """The current user, and the images, locked until the transaction ends: four statements for any number of images.

    With `with_teams`, for rows that name a team, the teams are locked too: teams before users, users before images.
    """
    teams = Team.objects.filter(pk__in=images.order_by().values("team"))
    if with_teams:
        teams = teams.select_for_update(no_key=True).order_by("pk")
    locked_teams = {team.pk: team for team in teams} if with_teams else {}
    lock_users([by.pk])
    rows = Image.objects.filter(pk__in=images.order_by().values("pk"), state=state).order_by("pk")
    found = list(rows.select_for_update(no_key=True).values_list("pk", "owner", "team", "generation"))
    if not with_teams:
        locked_teams = Team.objects.in_bulk({team for _pk, _owner, team, _run in found if team})
    locked = [
        LockedImage(pk, owner, locked_teams.get(team), run)
        for pk, owner, team, run in found
        if not team or team in locked_teams
    ]
    return reload_user(by), locked


def check_permissions(
    locked: Iterable[LockedImage], denial_reason: Callable[[User, Owned], str], *, by: User
) -> tuple[list[LockedImage], BulkResult]:
    """The images that `by` may change. The rule depends only on owner and team, so it is evaluated once per pair."""
    reasons: dict[tuple[int, int | None], str] = {}
    done = BulkResult()
    allowed = []
    for one in locked:
        done.seen += 1
        if one.gallery not in reasons:
            reasons[one.gallery] = denial_reason(by, one)
        if reason := reasons[one.gallery]:
            done.refused[reason] += 1
        else:
            allowed.append(one)
    return allowed, done


def execute(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    """Executes one statement with arrays of ids; returns its rows."""
    with connection.cursor() as cursor:
        cursor.execute(statement, list(values))
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def publish(locked: Iterable[LockedImage]) -> None:
    """Notifies the open pages of the owners and of the teams, once each."""
    for (owner, team), run in {one.gallery: one.run for one in locked}.items():
        pubsub.publish(run=run, owner=owner, team=team)


def unavailable_message() -> str:
    """The message for images that are missing or not visible; the same for both, so that nothing is revealed."""
    return _("No longer available.")
