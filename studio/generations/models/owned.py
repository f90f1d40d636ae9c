"""Who may look at a run and at an image: one rule for both, since both have an owner and perhaps a team."""

from typing import Self

from django.db import models
from django.db.models import Q

from studio.accounts.models import User


class OwnedQuerySet[Row: models.Model](models.QuerySet[Row]):
    """Readings of rows with an `owner` and a `team` that may be empty."""

    def visible_to(self, user: User) -> Self:
        """What `user` may look at: their own and their teams', archived ones too; auditors and administrators see
        every team's, and nobody's private rows."""
        if user.sees_every_team:
            return self.filter(Q(owner=user) | Q(team__isnull=False))
        return self.filter(Q(owner=user) | Q(team__in=user.memberships.values("team")))

    def owned_by(self, user: User) -> Self:
        return self.filter(owner=user)
