"""Who may see a run or an image: one rule for both, since both have an owner and perhaps a team."""

from typing import Self

from django.db import models
from django.db.models import Q

from studio.accounts.models import User


class OwnedQuerySet[Row: models.Model](models.QuerySet[Row]):
    """Queries of rows with an `owner` and a `team` that may be empty."""

    def visible_to(self, user: User) -> Self:
        """What `user` may see: their own rows and those of their teams, including archived teams; auditors and
        administrators see the rows of every team, but no private rows of others."""
        if user.sees_every_team:
            return self.filter(Q(owner=user) | Q(team__isnull=False))
        return self.filter(Q(owner=user) | Q(team__in=user.memberships.values("team")))

    def owned_by(self, user: User) -> Self:
        return self.filter(owner=user)
